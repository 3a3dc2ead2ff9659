using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Vidimus.Gateway;

/// <summary>Messages of the protocol over a stream: one a line, none longer than the protocol takes.</summary>
internal static class Lines
{
    private const int Longest = 4 * 1024 * 1024;

    public static async IAsyncEnumerable<byte[]> Read(
        Stream input,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var reader = PipeReader.Create(input, new(leaveOpen: true));
        while (true)
        {
            var read = await reader.ReadAsync(cancellation);
            var buffer = read.Buffer;
            while (buffer.PositionOf((byte)'\n') is { } end)
            {
                var line = buffer.Slice(0, end);
                if (line.Length is > 0 and <= Longest)
                    yield return line.ToArray();
                buffer = buffer.Slice(buffer.GetPosition(1, end));
            }
            if (buffer.Length > Longest)
                throw new InvalidDataException("A message is longer than the protocol takes.");
            if (read.IsCompleted)
            {
                if (buffer.Length > 0)
                    yield return buffer.ToArray();
                yield break;
            }
            reader.AdvanceTo(buffer.Start, buffer.End);
        }
    }
}
