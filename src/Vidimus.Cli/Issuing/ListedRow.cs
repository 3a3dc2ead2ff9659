using Vidimus.Client;

namespace Vidimus.Cli;

/// <summary>A row of a list, and where it stands there.</summary>
internal sealed record ListedRow : CredentialRow
{
    /// <summary>The line it begins on (CSV), or its place from 1 (JSON).</summary>
    public required long Line { get; init; }

    /// <summary>Its cells as they were read, for the errors file.</summary>
    public required string[] Cells { get; init; }
}

/// <summary>A row that failed, here or at the server.</summary>
internal sealed record FailedRow(long Line, string[] Cells, RowError Error);

/// <summary>A list that can be read row by row; rows that cannot be sent are told apart and left out.</summary>
internal interface IRowList : IDisposable
{
    /// <summary>The list's own columns, for the errors file.</summary>
    string[] Columns { get; }

    IAsyncEnumerable<ListedRow> Rows(Action<FailedRow> refused);
}

/// <summary>Puts named cells where they belong: name, e-mail and so on by name, all else under the subject.</summary>
internal sealed class RowBuilder
{
    public const string Fault = "VALIDATION_ERROR";

    private readonly System.Text.Json.Nodes.JsonObject subject = [];
    private string? name;
    private string? email;
    private string? externalId;
    private DateTimeOffset? validFrom;
    private DateTimeOffset? validUntil;
    private readonly AwardColumns award = new();

    /// <summary>The same heading whether written externalId, external_id, External ID or external-id.</summary>
    public static string Plain(string heading) =>
        new([.. heading.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant)]);

    public void Put(string heading, string value)
    {
        if (value.Length == 0)
            return;
        switch (Plain(heading))
        {
            case "name":
                name = value;
                break;
            case "email":
                email = value;
                break;
            case "externalid":
                externalId = value;
                break;
            case "validfrom":
                validFrom = Time(heading, value, ends: false);
                break;
            case "validuntil":
                validUntil = Time(heading, value, ends: true);
                break;
            default:
                if (award.Put(heading, value))
                    break;
                // A heading written "score:=" holds JSON, as in --subject score:=7.
                Members.Put(subject, heading.EndsWith(":=") ? heading[..^1] : heading, value);
                break;
        }
    }

    public ListedRow Build(long line, string[] cells) =>
        new()
        {
            Line = line,
            Cells = cells,
            Recipient = new()
            {
                Name = string.IsNullOrWhiteSpace(name)
                    ? throw new MistakeException("The name is empty.", "recipient.name")
                    : name,
                Email = email,
                ExternalId = externalId,
                Did = award.Did,
            },
            Subject = subject.Count == 0 ? null : subject,
            ValidFrom = validFrom,
            ValidUntil = validUntil,
            Results = award.Results,
            Evidence = award.Evidence,
            AwardedDate = award.AwardedDate,
            ActivityStartDate = award.ActivityStartDate,
            ActivityEndDate = award.ActivityEndDate,
            CreditsEarned = award.CreditsEarned,
        };

    public static DateTimeOffset Time(string heading, string value, bool ends) =>
        Times.TryParse(value, ends, out var time)
            ? time
            : throw new MistakeException(
                $"{heading} is not a day such as 2027-01-31 or a time such as 2027-01-31T18:00:00Z.",
                heading
            );
}
