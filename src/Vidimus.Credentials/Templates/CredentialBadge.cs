using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Vidimus.Platform.Persistence;

namespace Vidimus.Credentials.Templates;

/// <summary>
/// Draws the picture that a credential is baked into: the shipped badge in the organization's colours. Such pictures are shown to
/// the public and kept by others: it says what was achieved and who attests it, never whose it is.
/// </summary>
internal sealed class CredentialBadge(DrawPage draw)
{
    private const int Width = 1000;
    private const int MostKept = 100;
    private static readonly string[] Shown = ["achievement", "issuer"];

    // What is drawn follows from what is shown alone: the same picture is not drawn twice for those who ask without a key.
    private readonly ConcurrentDictionary<string, byte[]> _drawn = new(StringComparer.Ordinal);

    /// <summary>The badge as PNG; null where nothing can be drawn, or not now.</summary>
    public async Task<byte[]?> Png(
        VidimusDb db,
        CredentialRow row,
        byte[] document,
        ulong? address,
        CancellationToken cancellation
    )
    {
        if (NativeDrawing.WhyNot is not null)
            return null;
        var template = ShippedTemplates.Find("tpl_badge")!.Compiled;
        using var credential = JsonDocument.Parse(document);
        var values = await DrawPage.WithLook(
            db,
            row.OrganizationId,
            Public(
                CredentialValues.Of(
                    credential.RootElement,
                    row.Id,
                    template.Language,
                    row.Mode == "test"
                )
            ),
            cancellation
        );
        if (values.Pictures.TryGetValue("achievement", out var own))
            values.Pictures["logo"] = own;
        var key = KeyOf(values);
        if (_drawn.TryGetValue(key, out var kept))
            return kept;
        var page = await draw.Run(
            new(row.OrganizationId, address),
            template,
            values,
            "png",
            Width,
            new("", "", template.Language, DateTimeOffset.UnixEpoch),
            attachment: null,
            cancellation
        );
        if (page.Value is not { } drawn)
            return null;
        if (_drawn.Count >= MostKept)
            _drawn.Clear();
        return _drawn[key] = drawn.Bytes;
    }

    private static TemplateValues Public(TemplateValues all)
    {
        var values = new TemplateValues
        {
            Pictures = all.Pictures,
            VerifyLink = all.VerifyLink,
            IsTest = all.IsTest,
        };
        foreach (var name in Shown)
            if (all.Texts.TryGetValue(name, out var text))
                values.Texts[name] = text;
        if (all.Texts.TryGetValue("credential-name", out var title))
            values.Texts.TryAdd("achievement", title);
        return values;
    }

    private static string KeyOf(TemplateValues values)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        string?[] parts =
        [
            values.TextOf("achievement", ""),
            values.TextOf("issuer", ""),
            values.VerifyLink,
            values.Color,
            values.Accent,
            values.IsTest ? "test" : "live",
            values.Pictures.GetValueOrDefault("logo")?.Address,
        ];
        foreach (var part in parts)
        {
            var bytes = Encoding.UTF8.GetBytes(part ?? "");
            hash.AppendData(BitConverter.GetBytes(bytes.Length));
            hash.AppendData(bytes);
        }
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
