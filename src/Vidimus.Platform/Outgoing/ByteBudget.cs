namespace Vidimus.Platform.Outgoing;

/// <summary>How many bytes of answers several requests may have together, however many of them run side by side.</summary>
public sealed class ByteBudget(int bytes)
{
    private long _left = bytes;

    /// <summary>Whether all that was read so far was within it.</summary>
    public bool IsKept => Interlocked.Read(ref _left) >= 0;

    internal bool Take(int count) => Interlocked.Add(ref _left, -count) >= 0;
}
