using Microsoft.AspNetCore.Http;

namespace Vidimus.Tools.Protocol;

internal static class Body
{
    /// <summary>A whole body; null when it is larger than allowed, of which no more is read.</summary>
    public static async ValueTask<ReadOnlyMemory<byte>?> Read(HttpRequest request, int most)
    {
        if (request.ContentLength > most)
            return null;
        var buffer = new byte[(int)(request.ContentLength ?? Math.Min(most, 4096))];
        var length = 0;
        while (true)
        {
            if (length == buffer.Length)
            {
                if (length == request.ContentLength)
                    return buffer;
                if (length > most)
                    return null;
                // One more than allowed, to see whether there is one more.
                Array.Resize(ref buffer, (int)Math.Min(most + 1L, Math.Max(4096, 2L * length)));
            }
            var read = await request.Body.ReadAsync(
                buffer.AsMemory(length),
                request.HttpContext.RequestAborted
            );
            if (read == 0)
                return buffer.AsMemory(0, length);
            length += read;
        }
    }
}
