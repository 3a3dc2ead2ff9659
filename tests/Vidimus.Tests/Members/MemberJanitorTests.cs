using System.Globalization;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Members;

/// <summary>What strangers and guests leave behind is removed faster than they can make it.</summary>
public abstract class MemberJanitorTests(SharedApp shared) : Scenario(shared)
{
    [Fact]
    public async Task All_that_is_over_is_removed_in_one_round_however_much_there_is()
    {
        var issuer = await App.NewOrganization();
        var now = App.Clock.Now.ToUnixTimeMilliseconds();
        var (over, open, long_) = (now - 1, now + 86_400_000, now - 91 * 86_400_000L);
        await App.Execute(
            $"""
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1300)
            INSERT INTO access_ceremonies (digest, kind, state, expires_at)
            SELECT 'over-' || i, 'oidc', {Empty}, {over} FROM n
            """
        );
        await App.Execute(
            $"""
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1300)
            INSERT INTO access_sign_in_links (digest, member_id, purpose, created_at, expires_at)
            SELECT 'over-' || i, '', 'sign-in', {over}, {over} FROM n
            """
        );
        await App.Execute(
            $"INSERT INTO access_ceremonies (digest, kind, state, expires_at) VALUES ('open-1', 'oidc', {Empty}, {open})"
        );
        foreach (var (id, ends) in new[] { ("inv_long_over", long_), ("inv_just_over", over) })
            await App.Execute(
                $"""
                INSERT INTO access_invitations (organization_id, id, email, normalized_email, role, digest, invited_by, created_at,
                  expires_at, version)
                VALUES ('{issuer.Id}', '{id}', 'a@example.org', 'A@EXAMPLE.ORG', 'viewer', '{id}', 'x', 1, {ends}, 1)
                """
            );
        App.Advance(TimeSpan.FromMinutes(11));
        for (var tries = 0; await Left() > 0; tries++)
        {
            tries.ShouldBeLessThan(400);
            await Task.Delay(25);
        }
        (await Count("access_ceremonies WHERE digest = 'open-1'")).ShouldBe(1);
        (await Count("access_invitations WHERE id = 'inv_just_over'")).ShouldBe(1);
    }

    private string Empty => App.ConnectionString is null ? "x''" : "''";

    private async Task<long> Left() =>
        await Count("access_ceremonies WHERE digest LIKE 'over-%'")
        + await Count("access_sign_in_links WHERE digest LIKE 'over-%'")
        + await Count("access_invitations WHERE id = 'inv_long_over'");

    private async Task<long> Count(string what) =>
        Convert.ToInt64(
            (await App.Query($"SELECT count(*) FROM {what}"))[0][0],
            CultureInfo.InvariantCulture
        );

    public sealed class Sqlite(OnSqlite shared)
        : MemberJanitorTests(shared),
            IClassFixture<OnSqlite>;

    public sealed class Postgres(OnPostgres shared)
        : MemberJanitorTests(shared),
            IClassFixture<OnPostgres>;
}
