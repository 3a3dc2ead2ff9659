namespace Vidimus.Platform.Outgoing;

/// <summary>Reads a body up to a limit; its memory grows with what came, not with what was announced.</summary>
internal static class ResponseBody
{
    private const int FirstBuffer = 4096;

    public static async Task<(ReadOnlyMemory<byte> Body, bool Truncated)> Read(
        HttpContent content,
        int limit,
        ByteBudget? budget,
        CancellationToken cancellation
    )
    {
        await using var stream = await content.ReadAsStreamAsync(cancellation);
        // One byte more than wanted tells whether there is more.
        var buffer = new byte[Math.Min(FirstBuffer, limit + 1)];
        var length = 0;
        while (length <= limit)
        {
            if (length == buffer.Length)
            {
                Array.Resize(ref buffer, Math.Min(buffer.Length * 2, limit + 1));
            }
            var count = await stream.ReadAsync(buffer.AsMemory(length), cancellation);
            if (count == 0)
            {
                break;
            }
            length += count;
            if (budget?.Take(count) == false)
            {
                return (default, true);
            }
        }
        return (buffer.AsMemory(0, Math.Min(length, limit)), length > limit);
    }
}
