using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Webhooks;

/// <summary>What happens in the organization is told to its endpoints, and to nobody else.</summary>
public abstract class DeliveryTests(SharedApp app) : Scenario(app)
{
    [Fact]
    public async Task An_issued_credential_is_told_to_the_endpoint()
    {
        await using var receiver = Receiver.Answering();
        var programme = await Programme.Start(App);
        var endpoint = await programme.Listen(receiver, "credential.issued");

        var issued = await programme.Issue();

        var got = (await receiver.Wait()).ShouldHaveSingleItem();
        got.Id.ShouldStartWith("evt_");
        got.Id.ShouldNotContain(".");
        got.Kind.ShouldBe("credential.issued");
        got.Headers["webhook-signature"].ShouldStartWith("v1,");
        System.Text.Encoding.UTF8.GetString(got.Body).ShouldContain(issued.Id);
        var delivery = (await App.Until(endpoint, d => d is [{ State: "succeeded" }]))[0];
        delivery.ShouldBe(new(got.Id, "succeeded", null, 1, 0, 0, 204, "credential.issued"));
        (await App.Attempts(endpoint))
            .ShouldHaveSingleItem()
            .ShouldSatisfyAllConditions(
                a => a.Number.ShouldBe(1),
                a => a.Outcome.ShouldBe("succeeded"),
                a => a.Status.ShouldBe(204)
            );
    }

    public sealed class Sqlite(ListeningOnSqlite app)
        : DeliveryTests(app),
            IClassFixture<ListeningOnSqlite>;

    public sealed class Postgres(ListeningOnPostgres app)
        : DeliveryTests(app),
            IClassFixture<ListeningOnPostgres>;
}
