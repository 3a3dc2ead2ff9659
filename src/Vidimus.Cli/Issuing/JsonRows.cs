using System.Runtime.CompilerServices;
using System.Text.Json;
using Vidimus.Client;

namespace Vidimus.Cli;

/// <summary>
/// A list in JSON: an array of objects, each either as the API takes a row (with <c>recipient</c>) or flat like a row of CSV.
/// Read as it comes, never whole.
/// </summary>
internal sealed class JsonRows(Stream stream) : IRowList
{
    public string[] Columns => ["row"];

    public async IAsyncEnumerable<ListedRow> Rows(Action<FailedRow> refused)
    {
        var line = 0L;
        await foreach (var item in Items())
        {
            line++;
            if (Row(line, item, refused) is { } row)
                yield return row;
        }
    }

    public void Dispose() => stream.Dispose();

    private async IAsyncEnumerable<JsonElement> Items(
        [EnumeratorCancellation] CancellationToken cancellation = default
    )
    {
        var items = JsonSerializer
            .DeserializeAsyncEnumerable<JsonElement>(
                stream,
                JsonSerializerOptions.Web,
                cancellation
            )
            .GetAsyncEnumerator(cancellation);
        await using (items)
        {
            while (await Next(items))
                yield return items.Current;
        }
    }

    private static async Task<bool> Next(IAsyncEnumerator<JsonElement> items)
    {
        try
        {
            return await items.MoveNextAsync();
        }
        catch (JsonException)
        {
            throw new MistakeException(
                "The list is not a JSON array, or breaks off.",
                "It must read [{…}, {…}]."
            );
        }
    }

    private static ListedRow? Row(long line, JsonElement item, Action<FailedRow> refused)
    {
        var cells = new[] { item.GetRawText() };
        try
        {
            if (item.ValueKind is not JsonValueKind.Object)
                throw new MistakeException("The row is not an object.");
            return item.TryGetProperty("recipient", out _)
                ? Nested(line, cells)
                : Flat(line, item, cells);
        }
        catch (MistakeException mistake)
        {
            refused(
                new FailedRow(
                    line,
                    cells,
                    new RowError { Code = RowBuilder.Fault, Message = mistake.Message }
                )
            );
            return null;
        }
    }

    private static ListedRow Nested(long line, string[] cells)
    {
        var row = RequestFile.Parse<CredentialRow>(
            System.Text.Encoding.UTF8.GetBytes(cells[0]),
            "The row"
        );
        return new ListedRow
        {
            Line = line,
            Cells = cells,
            Recipient = row.Recipient,
            Subject = row.Subject,
            Custom = row.Custom,
            ValidFrom = row.ValidFrom,
            ValidUntil = row.ValidUntil,
            Name = row.Name,
            Description = row.Description,
            Results = row.Results,
            Evidence = row.Evidence,
            Narrative = row.Narrative,
            Source = row.Source,
            AwardedDate = row.AwardedDate,
            ActivityStartDate = row.ActivityStartDate,
            ActivityEndDate = row.ActivityEndDate,
            CreditsEarned = row.CreditsEarned,
            LicenseNumber = row.LicenseNumber,
            Role = row.Role,
            Term = row.Term,
            Image = row.Image,
            Identity = row.Identity,
        };
    }

    private static ListedRow Flat(long line, JsonElement item, string[] cells)
    {
        var row = new RowBuilder();
        foreach (var member in item.EnumerateObject())
            if (member.Value.ValueKind is JsonValueKind.String)
                row.Put(member.Name, member.Value.GetString()!);
            else if (member.Value.ValueKind is not JsonValueKind.Null)
                row.Put(member.Name + ":=", member.Value.GetRawText());
        return row.Build(line, cells);
    }
}
