namespace Vidimus.Platform.Limits;

/// <summary>
/// Counts who is inside: all together, and from each address, so that one that holds its requests open, by sending or
/// reading slowly, leaves places for others. Nobody waits here.
/// </summary>
internal sealed class Crowd(LimitOptions options)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<ulong, int> _each = [];
    private int _all;

    /// <summary>True when there is room; then <see cref="Leave"/> follows.</summary>
    public bool Enter(ulong address)
    {
        lock (_lock)
        {
            var own = _each.GetValueOrDefault(address);
            if (_all >= options.RequestsAtOnce || own >= options.RequestsAtOncePerAddress)
                return false;
            _all++;
            _each[address] = own + 1;
            return true;
        }
    }

    /// <summary>Gives the place back.</summary>
    public void Leave(ulong address)
    {
        lock (_lock)
        {
            _all--;
            var left = _each[address] - 1;
            if (left > 0)
                _each[address] = left;
            else
                _each.Remove(address);
        }
    }
}
