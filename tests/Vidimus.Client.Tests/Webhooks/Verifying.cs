using System.Text;
using Shouldly;
using Xunit;

namespace Vidimus.Client.Tests.Webhooks;

public sealed class Verifying
{
    private static readonly WebhookVerifier Verifier = new(Signed.Secret);

    [Fact]
    public void The_published_example_of_standard_webhooks_verifies()
    {
        var body = """{"event_type":"ping","data":{"success":true}}"""u8;
        var at = DateTimeOffset.FromUnixTimeSeconds(1731705121);

        new WebhookVerifier("whsec_plJ3nmyCDGBKInavdOK15jsl")
            .Verify(
                name =>
                    name switch
                    {
                        "webhook-id" => "msg_loFOjxBNrRLzqYUf",
                        "webhook-timestamp" => "1731705121",
                        "webhook-signature" => "v1,rAvfW3dJ/X/qxhsaXPOyyCGmRKsaKWcsNccKXlIktD0=",
                        _ => null,
                    },
                body,
                at
            )
            .ShouldBe(new("msg_loFOjxBNrRLzqYUf", at));
    }

    [Theory]
    [InlineData(0, null)]
    [InlineData(-299, null)]
    [InlineData(-300, null)]
    [InlineData(-301, WebhookRefusal.TooOld)]
    [InlineData(299, null)]
    [InlineData(300, null)]
    [InlineData(301, WebhookRefusal.TooNew)]
    [InlineData(-86_400, WebhookRefusal.TooOld)]
    public void W1_a_message_counts_for_five_minutes_either_way(
        int seconds,
        WebhookRefusal? refusal
    )
    {
        var message = Signed.By(Signed.Secret, at: Signed.Now.AddSeconds(seconds));

        Refusal(message).ShouldBe(refusal);
        StampedRefusal(message).ShouldBe(refusal);
    }

    [Fact]
    public void W1_a_changed_byte_anywhere_or_another_secret_is_refused()
    {
        var message = Signed.By(Signed.Secret);
        for (var i = 0; i < message.Body.Length; i++)
        {
            var changed = message with { Body = [.. message.Body] };
            changed.Body[i] ^= 1;
            Refusal(changed).ShouldBe(WebhookRefusal.NoSignatureMatches);
            StampedRefusal(changed).ShouldBe(WebhookRefusal.NoSignatureMatches);
        }

        Refusal(message with { Body = [] }).ShouldBe(WebhookRefusal.NoSignatureMatches);
        Refusal(Signed.By(Signed.OtherSecret)).ShouldBe(WebhookRefusal.NoSignatureMatches);
        StampedRefusal(Signed.By(Signed.OtherSecret)).ShouldBe(WebhookRefusal.NoSignatureMatches);
        Refusal(message.With("webhook-id", Samples.Id("evt_")[..^1] + "c"))
            .ShouldBe(WebhookRefusal.NoSignatureMatches);
        Refusal(message.With("webhook-timestamp", Signed.Stamp(Signed.Now.AddSeconds(1))))
            .ShouldBe(WebhookRefusal.NoSignatureMatches);
    }

    [Fact]
    public void W1_one_right_signature_among_several_and_one_right_secret_among_several_are_enough()
    {
        var mine = Signed.By(Signed.Secret);
        var other = Signed.By(Signed.OtherSecret);
        var both = mine.With(
                "webhook-signature",
                $"v1a,AAAA v1,AAAA v9,x {other.Headers["webhook-signature"]} {mine.Headers["webhook-signature"]}"
            )
            .With(
                "Vidimus-Signature",
                $"{other.Headers["Vidimus-Signature"]},v0=1,v1=00,{mine.Headers["Vidimus-Signature"].Split(',')[1]}"
            );

        Refusal(both).ShouldBeNull();
        StampedRefusal(both).ShouldBeNull();
        var rotating = new WebhookVerifier(Signed.OtherSecret, Signed.Secret);
        rotating.Verify(mine.Header, mine.Body, Signed.Now);
        rotating.Verify(other.Header, other.Body, Signed.Now);
        rotating.VerifyStamped(other.Header("Vidimus-Signature"), other.Body, Signed.Now);
    }

    [Fact]
    public void W1_only_v1a_is_refused_unless_the_receiver_gave_a_check_for_it()
    {
        var signature = new byte[64];
        signature[5] = 7;
        var message = Signed
            .By(Signed.Secret)
            .With("webhook-signature", $"v1a,{Convert.ToBase64String(signature)}");
        Refusal(message).ShouldBe(WebhookRefusal.NoSignatureMatches);

        byte[] asked = [];
        var verifier = new WebhookVerifier(Signed.Secret)
        {
            Ed25519 = (signed, given) =>
            {
                asked = signed.ToArray();
                return given.SequenceEqual(signature);
            },
        };

        verifier.Verify(message.Header, message.Body, Signed.Now);
        Encoding
            .UTF8.GetString(asked)
            .ShouldBe($"{Signed.EventId}.{Signed.Stamp(Signed.Now)}.{Signed.Event}");
        signature[5] = 8;
        Should.Throw<WebhookRefusedException>(() =>
            verifier.Verify(message.Header, message.Body, Signed.Now)
        );
    }

    [Theory]
    [InlineData("webhook-id", null, WebhookRefusal.MissingHeader)]
    [InlineData("webhook-id", "", WebhookRefusal.MissingHeader)]
    [InlineData("webhook-id", "evt_1.1", WebhookRefusal.Malformed)]
    [InlineData("webhook-id", "evt 1", WebhookRefusal.Malformed)]
    [InlineData("webhook-id", "evt_ä", WebhookRefusal.Malformed)]
    [InlineData("webhook-timestamp", null, WebhookRefusal.MissingHeader)]
    [InlineData("webhook-timestamp", "1.5", WebhookRefusal.Malformed)]
    [InlineData("webhook-timestamp", "-1", WebhookRefusal.Malformed)]
    [InlineData("webhook-timestamp", "+1", WebhookRefusal.Malformed)]
    [InlineData("webhook-timestamp", "01", WebhookRefusal.Malformed)]
    [InlineData("webhook-timestamp", "1e9", WebhookRefusal.Malformed)]
    [InlineData("webhook-timestamp", "２０２６", WebhookRefusal.Malformed)]
    [InlineData("webhook-timestamp", "999999999999", WebhookRefusal.Malformed)]
    [InlineData("webhook-timestamp", "99999999999", WebhookRefusal.TooNew)]
    [InlineData("webhook-timestamp", "0", WebhookRefusal.TooOld)]
    [InlineData("webhook-signature", null, WebhookRefusal.MissingHeader)]
    [InlineData("webhook-signature", "v1", WebhookRefusal.NoSignatureMatches)]
    [InlineData("webhook-signature", "v1,", WebhookRefusal.NoSignatureMatches)]
    [InlineData("webhook-signature", "v1,%%%", WebhookRefusal.NoSignatureMatches)]
    [InlineData("webhook-signature", " ", WebhookRefusal.NoSignatureMatches)]
    public void W3_headers_that_are_absent_or_not_of_their_form_are_refused_with_the_reason(
        string name,
        string? value,
        WebhookRefusal refusal
    )
    {
        Refusal(Signed.By(Signed.Secret).With(name, value)).ShouldBe(refusal);
    }

    [Theory]
    [InlineData(null, WebhookRefusal.MissingHeader)]
    [InlineData("", WebhookRefusal.MissingHeader)]
    [InlineData("v1=00", WebhookRefusal.Malformed)]
    [InlineData("t=1,t=2", WebhookRefusal.Malformed)]
    [InlineData("t=,v1=00", WebhookRefusal.Malformed)]
    [InlineData("t=NOW", WebhookRefusal.NoSignatureMatches)]
    [InlineData("t=NOW,v1=", WebhookRefusal.NoSignatureMatches)]
    [InlineData("t=NOW,v1=zz", WebhookRefusal.NoSignatureMatches)]
    public void The_single_header_is_read_as_strictly(string? value, WebhookRefusal refusal)
    {
        StampedRefusal(
                Signed
                    .By(Signed.Secret)
                    .With("Vidimus-Signature", value?.Replace("NOW", Signed.Stamp(Signed.Now)))
            )
            .ShouldBe(refusal);
    }

    [Fact]
    public void Headers_without_end_are_refused_before_they_are_worked_on()
    {
        var message = Signed.By(Signed.Secret);
        var endless = string.Join(' ', Enumerable.Repeat("v1,AAAA", 100_000));

        Refusal(message.With("webhook-signature", endless)).ShouldBe(WebhookRefusal.Malformed);
        Refusal(message.With("webhook-id", new string('a', 129)))
            .ShouldBe(WebhookRefusal.Malformed);
        StampedRefusal(message.With("Vidimus-Signature", "t=1," + new string('x', 10_000)))
            .ShouldBe(WebhookRefusal.Malformed);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\uFEFF{}")]
    [InlineData("{\"name\":\"Ada Exämple 例 🎓\"}")]
    public void W4_the_bytes_as_they_came_are_what_is_verified(string body)
    {
        foreach (var text in new[] { body, body + new string(' ', 20_000), body.PadLeft(1 << 20) })
            Refusal(Signed.By(Signed.Secret, text)).ShouldBeNull();
    }

    [Theory]
    [InlineData("PLANTED")]
    [InlineData("whsec_PLANTED!")]
    [InlineData("whsec_UExBTlRFRA==")]
    [InlineData("PLANTEDAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")]
    public void A_secret_that_cannot_be_one_is_refused_without_repeating_it(string secret)
    {
        var refusal = Should.Throw<ArgumentException>(() => new WebhookVerifier(secret));
        refusal.ToString().ShouldNotContain(secret);
        Should.Throw<ArgumentException>(() => new WebhookVerifier([]));
        Should.Throw<ArgumentException>(() =>
            new WebhookVerifier("whsec_" + Convert.ToBase64String(new byte[65]))
        );
    }

    [Fact]
    public void The_tolerance_can_be_narrowed_and_not_done_away_with()
    {
        var narrow = new WebhookVerifier(Signed.Secret) { Tolerance = TimeSpan.FromSeconds(30) };
        var late = Signed.By(Signed.Secret, at: Signed.Now.AddSeconds(-31));

        Should.Throw<WebhookRefusedException>(() =>
            narrow.Verify(late.Header, late.Body, Signed.Now)
        );
        foreach (var wrong in new[] { TimeSpan.Zero, Timeout.InfiniteTimeSpan, TimeSpan.MaxValue })
            Should.Throw<ArgumentOutOfRangeException>(() =>
                new WebhookVerifier(Signed.Secret) { Tolerance = wrong }
            );
    }

    private static WebhookRefusal? Refusal(Signed message) =>
        Reason(() => Verifier.Verify(message.Header, message.Body, Signed.Now));

    private static WebhookRefusal? StampedRefusal(Signed message) =>
        Reason(() =>
            Verifier.VerifyStamped(message.Header("Vidimus-Signature"), message.Body, Signed.Now)
        );

    private static WebhookRefusal? Reason(Action act)
    {
        try
        {
            act();
            return null;
        }
        catch (WebhookRefusedException refused)
        {
            return refused.Reason;
        }
    }
}
