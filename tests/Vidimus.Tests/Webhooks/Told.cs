using System.Text.Json;
using Vidimus.Testing;

namespace Vidimus.Tests.Webhooks;

/// <summary>What an organization's record says was told.</summary>
internal static class Told
{
    /// <summary>The entries of a kind.</summary>
    public static async Task<JsonElement[]> Facts(this Issuer issuer, string kind, Key? key = null)
    {
        var all = new List<JsonElement>();
        string? cursor = null;
        do
        {
            var page = (
                await issuer.App.Get(
                    $"/v1/audit?limit=100&kind={kind}{(cursor is null ? "" : $"&cursor={cursor}")}",
                    (key ?? issuer.Live).Secret
                )
            ).Should(200);
            all.AddRange(page.Json.GetProperty("data").EnumerateArray());
            cursor = page.At("nextCursor");
        } while (cursor is not null);
        return [.. all.Where(e => e.GetProperty("kind").GetString() == kind)];
    }

    /// <summary>The entries of a kind, once there are so many.</summary>
    public static async Task<JsonElement[]> Await(
        this Issuer issuer,
        string kind,
        int count,
        Action? meanwhile = null
    )
    {
        for (var tries = 0; ; tries++)
        {
            var found = await issuer.Facts(kind);
            if (found.Length >= count || tries == 200)
                return found;
            meanwhile?.Invoke();
            await Task.Delay(50);
        }
    }
}
