using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Credentials.Groups;
using Vidimus.Credentials.Imports.Files;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Imports;

/// <summary>Takes a file: reads it within its bounds, keeps its rows sealed, and proposes what its columns are.</summary>
internal sealed class UploadImport(
    VidimusDb db,
    Writes writes,
    ImportVault vault,
    ImportViews views,
    ImportClock clock
)
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost(
                "/v1/groups/{id}/imports",
                (HttpContext http, UploadImport upload, string id) =>
                    http.Once(201, () => upload.Run(http, id))
            )
            .Needs(Scopes.CredentialsIssue)
            // The boundary and head of a form are not the file's.
            .AcceptsFiles(TableFile.LargestFile + 16 * 1024)
            .Weighs(10)
            .Heavy()
            .Produces<Import>(201)
            .WithTags("Imports")
            .WithSummary("Upload a CSV file or workbook whose rows are to be issued")
            .WithName("uploadImport");

    public async Task<Result<Import>> Run(HttpContext http, string groupId)
    {
        var cancellation = http.RequestAborted;
        if (await GroupRules.Find(db, groupId, cancellation) is not { } group)
            return CredentialProblems.GroupNotFound;
        if (group.ArchivedAt is not null)
            return CredentialProblems.GroupArchived;
        var upload = await ReadUpload.From(http);
        if (upload.Problem is { } unread)
            return unread;
        if (upload.Value!.File.Length > TableFile.LargestFile)
            return ImportProblems.TooLarge.With("The file has more than 20 MB.", "file");
        try
        {
            var (row, chunks, first) = Read(upload.Value, group, cancellation);
            return await writes.Commit<Import>(
                async unit =>
                {
                    if (
                        await unit.Db.Imports.CountAsync(i => ImportState.Open.Contains(i.State))
                        >= clock.Options.Open
                    )
                        return ImportProblems.TooManyOpen;
                    unit.AddNew(row);
                    unit.AddMany(chunks);
                    unit.State(new SimpleFact("import.uploaded", row.Id, ("group", group.Id)));
                    return views.Whole(row, group, first);
                },
                cancellation
            );
        }
        catch (FileFaultException fault)
        {
            return fault.Problem;
        }
    }

    private (ImportRow, List<ImportChunkRow>, List<StoredRow>) Read(
        ReadUpload upload,
        GroupRow group,
        CancellationToken cancellation
    )
    {
        var table = TableFile.Open(upload.File, upload.Name, cancellation);
        using var rows = table.Rows.GetEnumerator();
        if (!rows.MoveNext())
            throw FileFaultException.Unreadable("The file has no rows.");
        var columns = Header(rows.Current);
        var (open, stored) = vault.NewKey();
        var id = NewId.Create("imp", clock.Time);
        var chunks = new ImportChunks(group, id, open);
        while (rows.MoveNext())
        {
            cancellation.ThrowIfCancellationRequested();
            chunks.Add(rows.Current);
        }
        chunks.Close();
        if (chunks.Count == 0)
            throw FileFaultException.Unreadable("The file has a header, and no rows below it.");
        var mapping = ProposeMapping.Of(group, columns, chunks.First);
        var now = clock.Time.GetUtcNow();
        var row = new ImportRow
        {
            OrganizationId = group.OrganizationId,
            Id = id,
            Mode = group.Mode,
            GroupId = group.Id,
            State = ImportState.Mapping,
            Format = table.Format,
            Encoding = table.Encoding,
            Delimiter = table.Delimiter,
            DataKey = stored,
            Head = ImportVault.Seal(
                open,
                ImportViews.HeadPart,
                new ImportHead(upload.Name, columns, mapping)
            ),
            RowCount = chunks.Count,
            CheckedRows = 0,
            WrongRows = 0,
            DoneRows = 0,
            IssuedRows = 0,
            FailedRows = 0,
            Tries = 0,
            CreatedAt = now,
            UpdatedAt = now,
            RemoveAt = now.AddHours(clock.Options.UnstartedHours),
            Version = 1,
        };
        return (row, chunks.Rows, chunks.First);
    }

    private static string[] Header(StoredRow header)
    {
        if (header.E is not null)
            throw FileFaultException.Unreadable($"The header {header.E}.");
        var last = header.C.Length;
        while (last > 0 && string.IsNullOrWhiteSpace(header.C[last - 1]))
            last--;
        if (last > TableFile.MostColumns)
            throw FileFaultException.TooLarge(
                $"The file has more than {TableFile.MostColumns} columns."
            );
        return
        [
            .. header
                .C.Take(last)
                .Select(
                    (name, i) =>
                        name.Trim() is { Length: > 0 } said ? Short(said) : $"Column {i + 1}"
                ),
        ];
    }

    private static string Short(string name) => name.Length <= 200 ? name : name[..200];
}

/// <summary>The rows of a file in pieces of a few hundred, sealed as they come.</summary>
internal sealed class ImportChunks(GroupRow group, string importId, byte[] key)
{
    private const int MostRows = 500;
    private const int MostText = 512 * 1024;
    private readonly List<StoredRow> _open = [];
    private int _text;

    public List<ImportChunkRow> Rows { get; } = [];
    public List<StoredRow> First { get; } = [];
    public int Count { get; private set; }

    public static string Part(int firstRow) => $"rows/{firstRow}";

    public void Add(StoredRow row)
    {
        if (++Count > TableFile.MostRows)
            throw FileFaultException.TooLarge(
                $"The file has more than {TableFile.MostRows} rows below its header."
            );
        if (First.Count < ImportViews.ShownRows)
            First.Add(row);
        _open.Add(row);
        _text += row.C.Sum(c => c.Length);
        if (_open.Count == MostRows || _text > MostText)
            Close();
    }

    public void Close()
    {
        if (_open.Count == 0)
            return;
        var first = Rows.Count == 0 ? 0 : Rows[^1].FirstRow + Rows[^1].RowCount;
        Rows.Add(
            new()
            {
                OrganizationId = group.OrganizationId,
                ImportId = importId,
                FirstRow = first,
                Mode = group.Mode,
                RowCount = _open.Count,
                Content = ImportVault.Seal(key, Part(first), _open),
            }
        );
        _open.Clear();
        _text = 0;
    }
}

/// <summary>Times and bounds of imports.</summary>
internal sealed class ImportClock(TimeProvider time, ImportOptions options, DatabaseClock database)
{
    public TimeProvider Time => time;
    public ImportOptions Options => options;

    /// <summary>Now, as work that is due is measured.</summary>
    public Task<DateTimeOffset> Now(VidimusDb db) => database.Now(db, CancellationToken.None);
}
