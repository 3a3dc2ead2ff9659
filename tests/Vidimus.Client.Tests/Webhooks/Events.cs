using System.Text;
using System.Text.Json.Nodes;
using Shouldly;
using Xunit;

namespace Vidimus.Client.Tests.Webhooks;

public sealed class Events
{
    private static readonly WebhookVerifier Verifier = new(Signed.Secret);

    [Fact]
    public void An_event_is_read_from_what_was_verified()
    {
        var message = Signed.By(Signed.Secret);

        var read = Verifier.Event(message.Header, message.Body, Signed.Now);

        read.Id.ShouldBe(Signed.EventId);
        read.Type.ShouldBe("credential.issued");
        read.Mode.ShouldBe(Mode.Live);
        read.Test.ShouldBeFalse();
        read.Sequence.ShouldBe(3);
        read.Resource.Type.ShouldBe("credential");
        read.Resource.Id.ShouldBe(Samples.Id("cred_"));
        read.Data.GetProperty("groupId").GetString().ShouldBe("a group");
        read.EndpointId.ShouldBe(Samples.Id("we_"));
    }

    [Fact]
    public void An_event_that_its_headers_do_not_name_is_refused()
    {
        var message = Signed.By(Signed.Secret, id: "evt_another");

        Should
            .Throw<WebhookRefusedException>(() =>
                Verifier.Event(message.Header, message.Body, Signed.Now)
            )
            .Reason.ShouldBe(WebhookRefusal.NotAnEvent);
    }

    [Fact]
    public void A_body_that_is_not_verified_is_never_parsed()
    {
        var message = Signed.By(Signed.OtherSecret, "not even JSON");

        Should
            .Throw<WebhookRefusedException>(() =>
                Verifier.Event(message.Header, message.Body, Signed.Now)
            )
            .Reason.ShouldBe(WebhookRefusal.NoSignatureMatches);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("PLANTED")]
    public void What_is_no_event_is_refused_without_repeating_it(string body)
    {
        var refused = Should.Throw<WebhookRefusedException>(() =>
            WebhookEvent.Read(Encoding.UTF8.GetBytes(body))
        );
        refused.Reason.ShouldBe(WebhookRefusal.NotAnEvent);
        refused.ToString().ShouldNotContain("PLANTED");
    }

    [Theory]
    [InlineData("id", "\"cred_1\"")]
    [InlineData("id", null)]
    [InlineData("type", "\" \"")]
    [InlineData("version", "\"2\"")]
    [InlineData("version", "1")]
    [InlineData("createdAt", "\"yesterday\"")]
    [InlineData("organizationId", "\"key_1\"")]
    [InlineData("mode", "\"Live\"")]
    [InlineData("mode", "\"test\"")]
    [InlineData("sequence", "0")]
    [InlineData("sequence", "\"3\"")]
    [InlineData("resource", "{}")]
    [InlineData("resource", "{\"type\":\"credential\",\"id\":\"x\",\"url\":\"javascript:1\"}")]
    [InlineData("data", "[]")]
    [InlineData("data", null)]
    [InlineData("endpointId", "\"cred_1\"")]
    public void An_event_with_a_wrong_member_is_refused(string member, string? json)
    {
        var body = JsonNode.Parse(Signed.Event)!.AsObject();
        body.Remove(member);
        if (json is not null)
            body[member] = JsonNode.Parse(json);

        Should.Throw<WebhookRefusedException>(() =>
            WebhookEvent.Read(Encoding.UTF8.GetBytes(body.ToJsonString()))
        );
    }

    [Fact]
    public void A_member_given_twice_is_refused_and_an_unknown_one_ignored()
    {
        Should.Throw<WebhookRefusedException>(() =>
            WebhookEvent.Read(Encoding.UTF8.GetBytes("{\"mode\":\"live\"," + Signed.Event[1..]))
        );
        WebhookEvent.Read(Encoding.UTF8.GetBytes("{\"new\":1," + Signed.Event[1..]));
    }

    [Fact]
    public void W20_an_event_that_comes_after_a_later_one_is_dropped()
    {
        var order = new WebhookOrder();

        order.Advance(Numbered(1)).ShouldBeTrue();
        order.Advance(Numbered(3)).ShouldBeTrue();
        order.Advance(Numbered(2)).ShouldBeFalse();
        order.Advance(Numbered(3)).ShouldBeFalse();
        order.Advance(Numbered(1, "another")).ShouldBeTrue();
        order.Advance(Numbered(4)).ShouldBeTrue();
    }

    [Fact]
    public void W20_a_receiver_with_a_database_asks_by_the_number_it_kept()
    {
        WebhookOrder.IsLate(Numbered(3), applied: null).ShouldBeFalse();
        WebhookOrder.IsLate(Numbered(3), applied: 2).ShouldBeFalse();
        WebhookOrder.IsLate(Numbered(3), applied: 3).ShouldBeTrue();
        WebhookOrder.IsLate(Numbered(3), applied: 4).ShouldBeTrue();
    }

    [Fact]
    public void W20_what_happened_before_the_server_counted_is_late_once_a_number_is_known()
    {
        var order = new WebhookOrder();
        var uncounted = Uncounted("credential.issued");

        order.Advance(uncounted).ShouldBeTrue("nothing is known yet");
        order.Advance(Numbered(1)).ShouldBeTrue();
        order.Advance(uncounted).ShouldBeFalse();
        order.Advance(Numbered(2)).ShouldBeTrue("it changed nothing");
        WebhookOrder.IsLate(uncounted, applied: null).ShouldBeFalse();
        WebhookOrder.IsLate(uncounted, applied: 1).ShouldBeTrue();
        WebhookOrder
            .IsLate(Uncounted("test.ping"), applied: 1)
            .ShouldBeFalse("it says nothing of its resource");
    }

    [Fact]
    public void W20_the_order_is_kept_for_the_newest_resources_only()
    {
        var order = new WebhookOrder(capacity: 2);
        order.Advance(Numbered(5, "a"));
        order.Advance(Numbered(5, "b"));
        order.Advance(Numbered(6, "a"));
        order.Advance(Numbered(5, "c"));

        order.Advance(Numbered(1, "a")).ShouldBeFalse();
        order.Advance(Numbered(1, "b")).ShouldBeTrue("it was forgotten");
    }

    private static WebhookEvent Uncounted(string type) =>
        WebhookEvent.Read(
            Encoding.UTF8.GetBytes(
                Signed
                    .Event.Replace("\"sequence\":3,", "", StringComparison.Ordinal)
                    .Replace("credential.issued", type, StringComparison.Ordinal)
            )
        );

    private static WebhookEvent Numbered(long sequence, string? resource = null) =>
        WebhookEvent.Read(
            Encoding.UTF8.GetBytes(Signed.Numbered(Signed.EventId, sequence, resource))
        );
}
