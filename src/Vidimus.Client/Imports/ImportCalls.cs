namespace Vidimus.Client;

/// <summary>
/// Files whose rows are issued in the background: uploaded, mapped, checked, started. Scopes <c>credentials:issue</c>, and
/// <c>credentials:read</c> to see how far they are.
/// </summary>
public sealed class ImportCalls
{
    private readonly Caller caller;

    internal ImportCalls(Caller caller) => this.caller = caller;

    /// <summary>Uploads a CSV file or workbook (.xlsx) of at most 20 MB; the answer proposes a mapping.</summary>
    /// <param name="groupId">Group of all its credentials.</param>
    /// <param name="file">The file.</param>
    /// <param name="fileName">Its name, shown to people.</param>
    /// <param name="idempotencyKey">Your own, to survive a crash of your program; a fresh one when null.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public Task<Import> Upload(
        string groupId,
        byte[] file,
        string? fileName = null,
        string? idempotencyKey = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(file);
        return Ask(
            Call.Create(
                "/v1/groups/{id}/imports",
                file,
                idempotencyKey,
                Ids.Checked(groupId, "grp_")
            ) with
            {
                ContentType = "application/octet-stream",
                Query = [("name", fileName)],
            },
            cancellation
        );
    }

    /// <summary>Every import of a group, newest first.</summary>
    public IAsyncEnumerable<Import> List(
        string groupId,
        CancellationToken cancellation = default
    ) =>
        Lists.All(
            caller,
            Call.Get("/v1/groups/{id}/imports", Ids.Checked(groupId, "grp_")),
            50,
            VidimusJson.Default.PageImport,
            cancellation
        );

    /// <summary>One page of the same list.</summary>
    public Task<Page<Import>> ListPage(
        string groupId,
        string? cursor = null,
        int pageSize = 50,
        CancellationToken cancellation = default
    ) =>
        Lists.One(
            caller,
            Call.Get("/v1/groups/{id}/imports", Ids.Checked(groupId, "grp_")),
            pageSize,
            cursor,
            VidimusJson.Default.PageImport,
            cancellation
        );

    /// <summary>Every import of all groups, newest first.</summary>
    public IAsyncEnumerable<Import> ListAll(CancellationToken cancellation = default) =>
        Lists.All(
            caller,
            Call.Get("/v1/imports"),
            50,
            VidimusJson.Default.PageImport,
            cancellation
        );

    /// <summary>One page of the same list.</summary>
    public Task<Page<Import>> ListAllPage(
        string? cursor = null,
        int pageSize = 50,
        CancellationToken cancellation = default
    ) =>
        Lists.One(
            caller,
            Call.Get("/v1/imports"),
            pageSize,
            cursor,
            VidimusJson.Default.PageImport,
            cancellation
        );

    /// <summary>One import, and how far it is.</summary>
    public Task<Import> Get(string id, CancellationToken cancellation = default) =>
        Ask(Call.Get("/v1/imports/{id}", Checked(id)), cancellation);

    /// <summary>Maps the columns anew, and has all rows checked.</summary>
    public Task<Import> Map(
        string id,
        ImportMapping mapping,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(mapping);
        var body = Answers.Body(
            new ImportMappingBody(
                mapping.Fields,
                mapping.DateFormat,
                mapping.Draft,
                mapping.Distribute
            ),
            VidimusJson.Default.ImportMappingBody
        );
        return Ask(Call.Patch("/v1/imports/{id}", body, Checked(id)), cancellation);
    }

    /// <summary>Issues the rows in the background, or goes on after a stop. Starting twice issues once.</summary>
    public Task<Import> Start(
        string id,
        string? idempotencyKey = null,
        CancellationToken cancellation = default
    ) =>
        Ask(
            Call.Post("/v1/imports/{id}/start", null, idempotencyKey, Checked(id)) with
            {
                Expects = 202,
            },
            cancellation
        );

    /// <summary>Cancels it; what is issued stays issued.</summary>
    public Task<Import> Cancel(
        string id,
        string? idempotencyKey = null,
        CancellationToken cancellation = default
    ) => Ask(Call.Post("/v1/imports/{id}/cancel", null, idempotencyKey, Checked(id)), cancellation);

    /// <summary>What checking found, and once it is started what became of the rows.</summary>
    /// <param name="id">The import.</param>
    /// <param name="state"><c>wrong</c>, <c>issued</c>, <c>draft</c> or <c>failed</c>; null for all.</param>
    /// <param name="cursor">Continues a page.</param>
    /// <param name="pageSize">1 to 100.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    public Task<Page<ImportRowResult>> RowsPage(
        string id,
        string? state = null,
        string? cursor = null,
        int pageSize = 50,
        CancellationToken cancellation = default
    ) =>
        Lists.One(
            caller,
            Call.Get("/v1/imports/{id}/rows", Checked(id)) with
            {
                Query = [("state", state)],
            },
            pageSize,
            cursor,
            VidimusJson.Default.PageImportRowResult,
            cancellation
        );

    /// <summary>Copies the rows at fault as a CSV file, safe to open in a spreadsheet.</summary>
    public Task DownloadErrors(
        string id,
        Stream target,
        CancellationToken cancellation = default
    ) =>
        caller.Download(
            Call.Get("/v1/imports/{id}/errors.csv", Checked(id)) with
            {
                Accept = "text/csv, application/json",
            },
            target,
            cancellation
        );

    private static string Checked(string id) => Ids.Checked(id, "imp_");

    private Task<Import> Ask(Call call, CancellationToken cancellation) =>
        caller.Ask(call, VidimusJson.Default.Import, cancellation);
}

internal sealed record ImportMappingBody(
    IReadOnlyDictionary<string, ImportSource> Fields,
    string? DateFormat,
    bool Draft,
    bool Distribute
);
