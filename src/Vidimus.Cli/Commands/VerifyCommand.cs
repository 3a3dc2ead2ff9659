using System.CommandLine;
using System.Text;
using Vidimus.Client;

namespace Vidimus.Cli;

/// <summary>Verifies a credential and ends with a code scripts can act on.</summary>
internal static class VerifyCommand
{
    private const int LongestFile = 8 * 1024 * 1024;

    public static Command Make(Runner run)
    {
        var what = new Argument<string>("credential")
        {
            Description =
                "An id, a UUID, a link, a file with a credential (JSON, signed token, or baked into a PNG or SVG image), or - for standard input.",
        };
        var acceptTest = new Option<bool>("--accept-test")
        {
            Description = "End with 0 also for a good credential of test mode.",
        };
        return run.With(
            new Command(
                "verify",
                "Verify a credential of any issuer. Needs no key. Exit code 0 valid, 1 not valid, 2 could not be established."
            )
            {
                what,
                acceptTest,
            },
            async r =>
            {
                var verification = await Ask(r, r.Get(what));
                if (r.Print.Json)
                    r.Print.Document(verification);
                else
                    Show(r.Print, verification);
                return verification.Verdict switch
                {
                    Verdict.Valid => ExitCode.Done,
                    Verdict.ValidTest when r.Get(acceptTest) => ExitCode.Done,
                    Verdict.Unverifiable => ExitCode.Partly,
                    _ => ExitCode.Failed,
                };
            },
            // A failure to ask is not a credential that is not valid.
            failed: ExitCode.Partly
        );
    }

    private static async Task<Verification> Ask(Run run, string what)
    {
        var verifications = run.Client.Verifications;
        if (
            what.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
            || what.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
        )
            return await verifications.ByLink(what, run.Cancellation);
        if (what.StartsWith("cred_", StringComparison.Ordinal) || Guid.TryParse(what, out _))
            return await verifications.ById(what, run.Cancellation);
        var content = await Content(run, what);
        if (IsPicture(content))
            return await verifications.ByFile(content, run.Cancellation);
        var text = Encoding.UTF8.GetString(content).Trim('\uFEFF', ' ', '\t', '\r', '\n');
        return text.StartsWith('{') ? await verifications.ByJson(text, run.Cancellation)
            : IsToken(text) ? await verifications.ByJwt(text, run.Cancellation)
            : throw new MistakeException(
                "That is neither a credential in JSON, nor a signed token, nor a PNG or SVG image.",
                "Give the credential itself, or the image into which it is baked."
            );
    }

    // A JWS has three parts; an SD-JWT has such a one before its first tilde.
    private static bool IsToken(string text) =>
        text.Split('~')[0].Split('.').Length == 3 && !text.Any(char.IsWhiteSpace);

    private static bool IsPicture(ReadOnlySpan<byte> content) =>
        content.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47])
        || content.TrimStart("\uFEFF \t\r\n"u8).StartsWith("<"u8);

    private static async Task<byte[]> Content(Run run, string what)
    {
        if (what != "-" && !File.Exists(what))
            throw new MistakeException(
                $"'{what}' is neither an id, a link nor a file.",
                "Give cred_…, a UUID, https://…, a file's name, or - for standard input."
            );
        await using var stream = what == "-" ? run.Host.In : File.OpenRead(what);
        using var content = new MemoryStream();
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await stream.ReadAsync(buffer, run.Cancellation)) > 0)
        {
            if (content.Length + read > LongestFile)
                throw new MistakeException("That is longer than any credential (8 MiB).");
            content.Write(buffer, 0, read);
        }
        return content.ToArray();
    }

    private static void Show(Printer print, Verification verification)
    {
        var (word, colour) = verification.Verdict switch
        {
            Verdict.Valid => ("VALID", "green"),
            Verdict.ValidTest => ("VALID, BUT ONLY A TEST", "yellow"),
            Verdict.Invalid => ("NOT VALID", "red"),
            _ => ("COULD NOT BE ESTABLISHED", "yellow"),
        };
        print.Headline(word, colour, verification.Summary);
        print.Table(
            ["check", "outcome", "reason"],
            verification.Checks.Select(c => new object?[] { c.Name, c.Outcome, c.Reason })
        );
        if (verification.Credential is { } credential)
            print.Facts(
                ("Credential", credential.Name ?? credential.Achievement),
                ("Recipient", credential.RecipientName),
                ("Issuer", Issuer(credential.Issuer)),
                ("Valid from", credential.ValidFrom),
                ("Valid until", credential.ValidUntil),
                ("Id", credential.Id)
            );
    }

    private static string? Issuer(VerifiedIssuer? issuer) =>
        issuer is null ? null
        : issuer.Name is null ? issuer.Id
        : $"{issuer.Name} ({issuer.Id})";
}
