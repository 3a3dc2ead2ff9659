using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Vidimus.Certification.Documents.Reading;
using Vidimus.Certification.Documents.Storing;
using Vidimus.Platform.Limits;
using Vidimus.Platform.Outgoing;
using Vidimus.Platform.Problems;

namespace Vidimus.Certification.Documents;

/// <summary>
/// Fetches documents from where customers say that they are: through the guard, without following anything, and within bounds of size, time
/// and number. What comes is a stranger's.
/// </summary>
internal sealed partial class DocumentFetch(
    [FromKeyedServices(DocumentFetch.Http)] GuardedHttp http,
    OutgoingTarget targets,
    DocumentOptions options,
    ILogger<DocumentFetch> log
)
{
    /// <summary>Key of connections of its own: hosts of documents must not be full with webhooks, nor the other way round.</summary>
    public const string Http = "documents";

    private readonly Places<string> _places = new(
        options.FetchesAtOncePerOrganization,
        options.FetchesAtOnce,
        options.FetchTime
    );

    /// <summary>Fetches one and hands it to <paramref name="stage"/> with its name and the type that the server said.</summary>
    public async Task<Result<StagedDocument>> Run(
        string organizationId,
        DocumentUrl url,
        Func<Stream, string?, string?, Task<StagedDocument>> stage,
        CancellationToken cancellation
    )
    {
        // What is wrong with the text of the address is told; where it leads to is not: that takes the guard's time and words.
        var form = targets.Check(url.Url);
        if (!form.Ok && form.Reason != OutgoingTarget.BlockedReason)
            return Unreadable(url, form.Reason!);
        if (!Uri.TryCreate(url.Url, UriKind.Absolute, out var address))
            return Unreadable(url, OutgoingTarget.BlockedReason);
        var (place, own) = await _places.Enter(organizationId, cancellation);
        using var held = place;
        if (place is null)
            return own
                ? PlatformProblems.TooManyAtOnce.With(
                    "Too many documents of your organization are being fetched."
                )
                : Away("Too many documents are being fetched.");
        try
        {
            return await Take(url, address, stage, cancellation);
        }
        catch (FileRefusedException e)
        {
            return Unreadable(url, e.Message);
        }
        catch (DocumentStoreException e)
        {
            LogStoreFailed(log, e);
            return Away("Documents cannot be stored at the moment.");
        }
    }

    private async Task<Result<StagedDocument>> Take(
        DocumentUrl url,
        Uri address,
        Func<Stream, string?, string?, Task<StagedDocument>> stage,
        CancellationToken cancellation
    )
    {
        StagedDocument? staged = null;
        var result = await http.Fetch(
            new(address)
            {
                MaxBytes = options.LargestBytes,
                TotalTime = options.FetchTime,
                Accept = "application/pdf, image/*",
            },
            async arriving =>
            {
                Demand(arriving);
                staged = await stage(
                    arriving.Body,
                    FileNames.Of(address),
                    arriving.Headers.GetValueOrDefault("Content-Type")
                );
            },
            cancellation
        );
        return staged is not null && result is OutgoingResult.Answered
            ? staged
            : Unreadable(url, Why(result));
    }

    private static void Demand(Arriving arriving)
    {
        if (arriving.Status is >= 300 and < 400)
            throw new FileRefusedException(
                "The address answers with a redirect, which is not followed: give the address that it leads to."
            );
        if (arriving.Status != 200)
            throw new FileRefusedException(
                $"The address answers with status {arriving.Status} instead of the file."
            );
        var coding = arriving.Headers.GetValueOrDefault("Content-Encoding") ?? "";
        if (coding.Length > 0 && !coding.Equals("identity", StringComparison.OrdinalIgnoreCase))
            throw new FileRefusedException(
                "The address answers with a compressed body, which was not asked for."
            );
    }

    private string Why(OutgoingResult result) =>
        result switch
        {
            OutgoingResult.Blocked blocked => blocked.Reason,
            OutgoingResult.TimedOut => "The file did not come within the time for it.",
            OutgoingResult.TooLarge => $"The file has {options.LargestBytes} bytes or more.",
            OutgoingResult.Unreachable { Reason: UnreachableReason.LookupFailed } =>
                "The host name could not be looked up now.",
            OutgoingResult.Unreachable
            {
                Reason: UnreachableReason.TlsFailed
                    or UnreachableReason.CertificateExpired
                    or UnreachableReason.CertificateNameMismatch
                    or UnreachableReason.CertificateNotTrusted
            } => "The host has no valid certificate.",
            OutgoingResult.Unreachable
            {
                Reason: UnreachableReason.AnswerCut or UnreachableReason.BadAnswer
            } => "The answer ended early or is not valid HTTP.",
            _ => "The host could not be reached.",
        };

    private static Problem Away(string why) =>
        PlatformProblems.Unavailable.With(why) with
        {
            RetryAfterSeconds = 5,
        };

    private static Problem Unreadable(DocumentUrl url, string why) =>
        CertificationProblems.DocumentUnreadable.With(why, url.Field);

    [LoggerMessage(1902, LogLevel.Error, "A fetched document could not be stored.")]
    private static partial void LogStoreFailed(ILogger logger, Exception e);
}
