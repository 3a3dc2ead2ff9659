namespace Vidimus.Certification.Orders.Submitting;

/// <summary>
/// The submissions that this node is working on, one of a name at a time: a twin waits for the first and then finds its
/// order, instead of fetching the documents again. Between nodes the database decides.
/// </summary>
internal sealed class RunningSubmissions
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Dictionary<(string, string, string, string), Turn> _turns = [];

    /// <summary>The turn at once, where nobody of this name has it or waits for it; otherwise null.</summary>
    public Turn? EnterAlone((string, string, string, string) name)
    {
        lock (_turns)
        {
            if (_turns.ContainsKey(name))
                return null;
            var turn = new Turn(this, name, free: 0) { Count = 1 };
            _turns[name] = turn;
            return turn;
        }
    }

    /// <summary>The turn; null where the first took too long.</summary>
    public async Task<Turn?> Enter(
        (string, string, string, string) name,
        CancellationToken cancellation
    )
    {
        Turn turn;
        lock (_turns)
        {
            if (!_turns.TryGetValue(name, out turn!))
                _turns[name] = turn = new(this, name, free: 1);
            turn.Count++;
        }
        var got = false;
        try
        {
            got = await turn.Gate.WaitAsync(Patience, cancellation);
            return got ? turn : null;
        }
        finally
        {
            if (!got)
                Leave(turn);
        }
    }

    private void Leave(Turn turn)
    {
        lock (_turns)
        {
            if (--turn.Count > 0)
                return;
            _turns.Remove(turn.Name);
        }
        turn.Gate.Dispose();
    }

    /// <summary>One's turn, until it is disposed.</summary>
    internal sealed class Turn(
        RunningSubmissions running,
        (string, string, string, string) name,
        int free
    ) : IDisposable
    {
        public (string, string, string, string) Name => name;
        public SemaphoreSlim Gate { get; } = new(free, 1);
        public int Count { get; set; }

        public void Dispose()
        {
            Gate.Release();
            running.Leave(this);
        }
    }
}
