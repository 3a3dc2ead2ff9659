using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;

namespace Vidimus.Client;

/// <summary>How a list is issued.</summary>
public sealed record IssueAllOptions
{
    /// <summary>True to keep the rows as drafts.</summary>
    public bool Draft { get; init; }

    /// <summary>Rows sent at a time, 1 to 1,000.</summary>
    public int ChunkSize { get; init; } = 500;

    /// <summary>
    /// Names this run. The same rows under the same name are issued once, however often they are sent while the server remembers
    /// idempotency keys; give another name to issue the same list again on purpose.
    /// </summary>
    public string Run { get; init; } = "";
}

/// <summary>What became of one row of a list.</summary>
public sealed record RowOutcome
{
    /// <summary>The row's index in the whole list, from 0.</summary>
    public required long Row { get; init; }

    /// <summary>The row that was sent.</summary>
    public required CredentialRow Input { get; init; }

    /// <summary>What became of it.</summary>
    public required RowState State { get; init; }

    /// <summary>What was made; null when refused.</summary>
    public RowCredential? Credential { get; init; }

    /// <summary>Why it was refused; null when it was not.</summary>
    public RowError? Error { get; init; }
}

/// <summary>Issues a list of any length chunk by chunk, holding one chunk at a time.</summary>
internal static class IssueAll
{
    public static async IAsyncEnumerable<RowOutcome> Run(
        CredentialCalls credentials,
        string groupId,
        IAsyncEnumerable<CredentialRow> rows,
        IssueAllOptions options,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var first = 0L;
        await foreach (var chunk in rows.Chunk(options.ChunkSize).WithCancellation(cancellation))
        {
            var body = Answers.Body(
                new BatchBody(groupId, chunk, options.Draft ? true : null),
                VidimusJson.Default.BatchBody
            );
            var key = Key(options.Run, first, body);
            var batch = await credentials.Send(body, groupId, chunk.Length, key, cancellation);
            foreach (var row in batch.Rows)
                yield return new RowOutcome
                {
                    Row = first + row.Row,
                    Input = chunk[row.Row],
                    State = row.State,
                    Credential = row.Credential,
                    Error = row.Error,
                };
            first += chunk.Length;
        }
    }

    /// <summary>
    /// The same for the same run, place and content, so that a run begun again after a crash repeats nothing; different for a
    /// chunk of equal rows elsewhere in the list.
    /// </summary>
    private static string Key(string run, long first, byte[] body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(SHA256.HashData(Encoding.UTF8.GetBytes(run)));
        hash.AppendData(Encoding.ASCII.GetBytes($"{first}\n"));
        hash.AppendData(body);
        return "list-" + Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
