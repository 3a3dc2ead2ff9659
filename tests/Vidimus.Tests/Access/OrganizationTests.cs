using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Access;

public abstract class OrganizationTests(SharedApp shared) : Scenario(shared)
{
    public sealed class Sqlite(OnSqlite shared)
        : OrganizationTests(shared),
            IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : OrganizationTests(shared),
            IClassFixture<OnPostgres>;

    [Fact]
    public async Task A_new_organization_has_two_keys_that_work()
    {
        var issuer = await App.NewOrganization("Ada's Academy");
        var live = (await App.Get("/v1/auth/me", issuer.Live.Secret)).Should(200);
        live.At("organization", "name").ShouldBe("Ada's Academy");
        live.At("mode").ShouldBe("live");
        (await App.Get("/v1/auth/me", issuer.Test.Secret)).Should(200).At("mode").ShouldBe("test");
    }
}
