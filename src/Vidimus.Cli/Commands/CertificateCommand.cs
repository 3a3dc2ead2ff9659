using System.CommandLine;
using System.Security.Cryptography;
using System.Text;
using Vidimus.Client;

namespace Vidimus.Cli;

/// <summary>Verifies certificates of orders, with the server or without it, and revokes them.</summary>
internal static class CertificateCommand
{
    private const int LongestReceipt = 16 * 1024;

    public static Command Make(Runner run) =>
        new("certificate", "Certificates of certification orders.") { Verify(run), Revoke(run) };

    private static Command Verify(Runner run)
    {
        var what = new Argument<string>("certificate")
        {
            Description =
                "Its id (vcrt_…), the link of its page, its receipt, or a file with the receipt.",
        };
        var pdf = Options.Text("--pdf", "The certified PDF, to be compared with it.", "file");
        var keys = Options.Text(
            "--keys",
            "A file with the server's key set, kept from /.well-known/jwks.json: the receipt is checked without asking the server, which alone knows whether it was revoked.",
            "jwks.json"
        );
        var acceptSandbox = new Option<bool>("--accept-sandbox")
        {
            Description = "End with 0 also for a good certificate of the sandbox.",
        };
        return run.With(
            new Command(
                "verify",
                "Verify a certificate. Needs no key. Exit code 0 valid and live, 1 not valid or of the sandbox (0 for it with --accept-sandbox), 2 could not be established."
            )
            {
                what,
                pdf,
                keys,
                acceptSandbox,
            },
            async r =>
            {
                var given = Read(r.Get(what));
                var finding = r.Get(keys) is { } file
                    ? await Offline(r, given, file, r.Get(pdf))
                    : await Online(r, given, r.Get(pdf));
                return finding switch
                {
                    Finding.Valid => ExitCode.Done,
                    Finding.Sandbox when r.Get(acceptSandbox) => ExitCode.Done,
                    _ => ExitCode.Failed,
                };
            },
            // A failure to ask is not a certificate that is not valid.
            failed: ExitCode.Partly
        );
    }

    private enum Finding
    {
        Valid,
        Sandbox,
        Invalid,
    }

    private static async Task<Finding> Offline(Run run, string jws, string keys, string? pdf)
    {
        if (!IsReceipt(jws))
            throw new MistakeException(
                "Without the server a certificate's receipt is needed.",
                "Give the jws of its result, or a file that holds it."
            );
        var verifier = new ReceiptVerifier(await File.ReadAllTextAsync(keys, run.Cancellation));
        var verdict = await Checked(run, verifier, jws, pdf);
        if (run.Print.Json)
            run.Print.Document(verdict);
        else
            Show(run.Print, verdict);
        return !verdict.Valid ? Finding.Invalid
            : verdict.Receipt!.IsSandbox ? Finding.Sandbox
            : Finding.Valid;
    }

    private static async Task<Finding> Online(Run run, string given, string? pdf)
    {
        string? digest = null;
        if (pdf is not null)
        {
            await using var file = File.OpenRead(pdf);
            digest = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, run.Cancellation));
        }
        var verifier = await run.Client.Certificates.ReceiptVerifier(run.Cancellation);
        string id;
        if (IsReceipt(given))
        {
            var claimed = verifier.Verify(given);
            if (claimed.Receipt is not { } receipt)
            {
                if (run.Print.Json)
                    run.Print.Document(claimed);
                else
                    Show(run.Print, claimed);
                return Finding.Invalid;
            }
            id = receipt.CertificateId;
        }
        else
            id = given;
        var found = await run.Client.Certificates.Verify(id, digest, run.Cancellation);
        // What the server says is held to what it signed.
        var signed = verifier.Verify(found.Jws);
        if (run.Print.Json)
            run.Print.Document(found);
        else
            Show(run.Print, found, signed);
        return !found.Valid || !signed.Valid || found.Matches is false ? Finding.Invalid
            : found.IsSandbox ? Finding.Sandbox
            : Finding.Valid;
    }

    private static async Task<ReceiptVerdict> Checked(
        Run run,
        ReceiptVerifier verifier,
        string jws,
        string? pdf
    )
    {
        if (pdf is null)
            return verifier.Verify(jws);
        await using var file = File.OpenRead(pdf);
        return await verifier.Verify(jws, file, run.Cancellation);
    }

    private static bool IsReceipt(string text) => text.Count(c => c == '.') == 2;

    private static string Read(string what)
    {
        if (Uri.TryCreate(what, UriKind.Absolute, out var link) && link.Scheme is "https" or "http")
            return link.Segments[^1].Trim('/');
        if (!File.Exists(what))
            return what.Trim();
        if (new FileInfo(what).Length > LongestReceipt)
            throw new MistakeException(
                "That file is longer than any receipt.",
                "Give the receipt here, and the PDF with --pdf."
            );
        return File.ReadAllText(what, Encoding.ASCII).Trim();
    }

    private static void Show(Printer print, ReceiptVerdict verdict)
    {
        var (word, colour) = verdict switch
        {
            { Valid: false } => ("NOT VALID", "red"),
            { Receipt.IsSandbox: true } => ("VALID, BUT ONLY A TEST", "yellow"),
            _ => ("VALID", "green"),
        };
        print.Headline(
            word,
            colour,
            verdict.Why is { } why
                ? $"The receipt does not hold: {why}."
                : "One of the keys signed the receipt. Whether it was revoked since, only the server knows."
        );
        if (verdict.Receipt is { } receipt)
            print.Facts(
                ("Certificate", receipt.CertificateId),
                ("Order", receipt.OrderId),
                ("Signed by", receipt.TranslatorName),
                ("Signed", receipt.IssuedAt),
                ("SHA-256", receipt.DocumentSha256)
            );
    }

    private static void Show(Printer print, CertificateVerification found, ReceiptVerdict signed)
    {
        var good = found.Valid && signed.Valid && found.Matches is not false;
        print.Headline(
            !good ? "NOT VALID"
                : found.IsSandbox ? "VALID, BUT ONLY A TEST"
                : "VALID",
            !good ? "red"
                : found.IsSandbox ? "yellow"
                : "green",
            found.Revoked ? "The certificate was revoked."
                : signed.Why is { } why ? $"The receipt does not hold: {why}."
                : found.Matches is false ? "The PDF is another than the one that was certified."
                : "The certificate is in force."
        );
        print.Facts(
            ("Certificate", found.CertificateId),
            ("Order", found.OrderId),
            ("Certified by", found.Agency),
            ("Signed by", found.TranslatorName),
            ("Entitled by", found.TranslatorCredentials),
            ("Signed", found.IssuedAt),
            ("Revoked", found.RevokedAt),
            ("Guarantee", found.AcceptanceGuarantee),
            ("SHA-256", found.DocumentSha256),
            ("This PDF", found.Matches is true ? "is the certified one" : null)
        );
    }

    private static Command Revoke(Runner run)
    {
        var id = new Argument<string>("id") { Description = "The certificate's id, vcrt_…" };
        var reason = Options.Needed("--reason", "Why, in words for the customer.", "text");
        return run.With(
            new Command("revoke", "Take a certificate back for ever.") { id, reason },
            async r =>
            {
                var revoked = await r.Client.Certificates.Revoke(
                    r.Get(id),
                    r.Get(reason)!,
                    cancellation: r.Cancellation
                );
                if (r.Print.Json)
                    r.Print.Document(revoked);
                else
                    r.Print.Facts(
                        ("Certificate", revoked.CertificateId),
                        ("Revoked", revoked.RevokedAt),
                        ("Why", revoked.RevocationReason)
                    );
                return ExitCode.Done;
            }
        );
    }
}
