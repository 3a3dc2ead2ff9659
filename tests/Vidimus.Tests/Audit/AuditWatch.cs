using System.Text.Json;
using Shouldly;
using Vidimus.Testing;

namespace Vidimus.Tests.Audit;

/// <summary>The record as its tests use it.</summary>
internal static class AuditWatch
{
    /// <summary>Makes an organization with a few facts, all of them sealed; answers how many.</summary>
    public static async Task<(Programme Programme, int Facts)> WithRecord(
        this VidimusApp app,
        int credentials = 4
    )
    {
        var issuer = await app.NewOrganization();
        app.Advance(TimeSpan.FromMilliseconds(5));
        var programme = await Programme.In(issuer);
        for (var i = 0; i < credentials; i++)
        {
            // Ids of one instant have no order.
            app.Advance(TimeSpan.FromMilliseconds(5));
            await programme.Issue();
        }
        await app.Sealed(programme.Issuer.Id);
        var count = await app.Query(
            "SELECT count(*) FROM platform_facts WHERE organization_id = @o",
            ("o", programme.Issuer.Id)
        );
        return (programme, Convert.ToInt32(count[0][0]));
    }

    /// <summary>Waits until every fact of the organization has its place.</summary>
    public static async Task Sealed(this VidimusApp app, string organization)
    {
        for (var tries = 0; ; tries++)
        {
            var left = await app.Query(
                "SELECT count(*) FROM platform_facts WHERE organization_id = @o AND number IS NULL",
                ("o", organization)
            );
            if (Convert.ToInt64(left[0][0]) == 0)
                return;
            tries.ShouldBeLessThan(200, $"{left[0][0]} facts are not sealed");
            await Task.Delay(50);
        }
    }

    public static async Task<JsonElement> VerifyAudit(
        this Programme programme,
        string? checkpoint = null
    ) =>
        (
            await programme.Post(
                "/v1/audit/verifications",
                checkpoint is null ? null : JsonSerializer.Serialize(new { checkpoint })
            )
        )
            .Should(200)
            .Json;

    public static async Task<string> Checkpoint(this Programme programme) =>
        (await programme.Get("/v1/audit/checkpoint")).Should(200).At("token").ShouldNotBeNull();
}
