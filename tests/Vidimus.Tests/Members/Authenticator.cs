using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Shouldly;
using Vidimus.Testing;

namespace Vidimus.Tests.Members;

/// <summary>An authenticator app: shows codes by RFC 6238, written anew so that it shares no mistake with the server.</summary>
internal sealed partial class Authenticator(string base32, VidimusApp app)
{
    /// <summary>The code of now, or of some steps from now.</summary>
    public string Code(int steps = 0)
    {
        var counter = new byte[8];
        BinaryPrimitives.WriteInt64BigEndian(
            counter,
            app.Clock.GetUtcNow().ToUnixTimeSeconds() / 30 + steps
        );
#pragma warning disable CA5350 // As authenticators do.
        var mac = HMACSHA1.HashData(Bytes(), counter);
#pragma warning restore CA5350
        var at = mac[19] & 0xf;
        var number =
            ((mac[at] & 0x7f) << 24) | (mac[at + 1] << 16) | (mac[at + 2] << 8) | mac[at + 3];
        return (number % 1_000_000).ToString("000000", CultureInfo.InvariantCulture);
    }

    /// <summary>Turns the second step on for a member who is signed in; answers the authenticator and the recovery codes.</summary>
    public static async Task<(Authenticator App, string[] Codes)> Enrol(Member member)
    {
        var shown = await member.Browser.Submit("/account/two-factor", "/account/two-factor/begin");
        var secret = Secret()
            .Match(shown.Should(200).Text)
            .Groups[1]
            .Value.Replace(" ", "", StringComparison.Ordinal);
        secret.Length.ShouldBe(32);
        shown.Text.ShouldContain("<svg");
        Output.Plant("authenticator secret", secret);
        var authenticator = new Authenticator(secret, member.Browser.App);
        var on = await member.Browser.Post(
            "/account/two-factor/on",
            ("code", authenticator.Code())
        );
        var codes = Codes(on.Should(200));
        return (authenticator, codes);
    }

    /// <summary>The recovery codes that a page shows; nothing may show them again.</summary>
    public static string[] Codes(Answer page)
    {
        var codes = WebUtility.HtmlDecode(Recovery().Match(page.Text).Groups[1].Value).Split('\n');
        codes.Length.ShouldBe(10);
        foreach (var code in codes)
            Output.Plant("recovery code", code);
        return codes;
    }

    private byte[] Bytes()
    {
        var bits = string.Concat(
            base32.Select(c =>
                Convert
                    .ToString(
                        "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c, StringComparison.Ordinal),
                        2
                    )
                    .PadLeft(5, '0')
            )
        );
        return
        [
            .. bits.Chunk(8)
                .Where(b => b.Length == 8)
                .Select(b => Convert.ToByte(new string(b), 2)),
        ];
    }

    [GeneratedRegex("<code id=\"secret\">([A-Z2-7 ]+)</code>", RegexOptions.None, 1000)]
    private static partial Regex Secret();

    [GeneratedRegex("<code id=\"codes\">([^<]+)</code>", RegexOptions.None, 1000)]
    private static partial Regex Recovery();
}
