namespace Vidimus.Client;

/// <summary>
/// Files of orders: PDF, JPEG, PNG, HEIC, HEIF, TIFF or WebP, each under 25 MB. Scope <c>orders:submit</c>; reading <c>orders:read</c>.
/// </summary>
public sealed class DocumentCalls
{
    /// <summary>Largest file that the server takes, in bytes.</summary>
    public const int Largest = 25 * 1024 * 1024;

    private readonly Caller caller;

    internal DocumentCalls(Caller caller) => this.caller = caller;

    /// <summary>Uploads a file for an order to come. It is read to its end first, so that it can be sent again.</summary>
    /// <param name="file">The file, read from where it stands; it stays yours to dispose.</param>
    /// <param name="name">Its name, shown to reviewers.</param>
    /// <param name="mediaType">What it is; its bytes decide when null.</param>
    /// <param name="idempotencyKey">Your own, to survive a crash of your program; a fresh one when null.</param>
    /// <param name="cancellation">Gives up waiting.</param>
    /// <exception cref="ArgumentException">The file is empty or not under 25 MB.</exception>
    public async Task<OrderDocument> Upload(
        Stream file,
        string? name = null,
        string? mediaType = null,
        string? idempotencyKey = null,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(file);
        var body = await Whole(file, cancellation);
        return await caller.Ask(
            Call.Create("/v1/documents", body, idempotencyKey) with
            {
                ContentType = mediaType ?? "application/octet-stream",
                Query = [("name", name)],
            },
            VidimusJson.Default.OrderDocument,
            cancellation
        );
    }

    /// <summary>What is known of a file.</summary>
    public Task<OrderDocument> Get(string id, CancellationToken cancellation = default) =>
        caller.Ask(
            Call.Get("/v1/documents/{id}", Checked(id)),
            VidimusJson.Default.OrderDocument,
            cancellation
        );

    /// <summary>Copies the file's bytes as they come.</summary>
    public Task Download(string id, Stream target, CancellationToken cancellation = default) =>
        caller.Download(
            Call.Get("/v1/documents/{id}/content", Checked(id)) with
            {
                Accept = "*/*",
            },
            target,
            cancellation
        );

    /// <summary>Destroys a file that no order was submitted with.</summary>
    public Task Delete(string id, CancellationToken cancellation = default) =>
        caller.Run(Call.Delete("/v1/documents/{id}", Checked(id)), _ => true, cancellation);

    private static string Checked(string id) => Ids.Checked(id, "doc_");

    private static async Task<byte[]> Whole(Stream file, CancellationToken cancellation)
    {
        using var whole = new MemoryStream();
        var part = new byte[64 * 1024];
        int read;
        while ((read = await file.ReadAsync(part, cancellation)) > 0)
        {
            whole.Write(part, 0, read);
            if (whole.Length >= Largest)
                throw new ArgumentException("A file must be under 25 MB.", nameof(file));
        }
        return whole.Length > 0
            ? whole.ToArray()
            : throw new ArgumentException("The file is empty.", nameof(file));
    }
}
