using System.Runtime.ExceptionServices;

namespace Vidimus.Platform.Limits;

/// <summary>
/// Blocking work that serves everybody who asked before it began, such as the flush of a folder, which makes all names durable that stand
/// in it by then. Who comes while it runs waits for the next run, and that one serves all who came meanwhile.
/// </summary>
/// <param name="run">The work, for what is named; once at a time for each name.</param>
public sealed class SharedRuns<TName>(Action<TName> run)
    where TName : notnull
{
    private readonly Dictionary<TName, Shared> _all = [];

    /// <summary>Number of those who are there for this name; for tests.</summary>
    internal int Users(TName name)
    {
        lock (_all)
            return _all.TryGetValue(name, out var shared) ? shared.Users : 0;
    }

    /// <summary>Comes back when a run that began after this call has ended well; throws what that one threw.</summary>
    /// <param name="name">What it is about.</param>
    public void Run(TName name)
    {
        var shared = Come(name);
        try
        {
            Served(name, shared);
        }
        finally
        {
            Go(name, shared);
        }
    }

    private void Served(TName name, Shared shared)
    {
        lock (shared)
        {
            var mine = shared.Begun + 1;
            while (shared.Ended < mine)
            {
                if (shared.Ended < shared.Begun)
                    Monitor.Wait(shared);
                else
                    Now(name, shared);
            }
            // A system tells a lost write once: who waited for the run that was told must not hear from another that all is well.
            if (shared.Failed >= mine)
                ExceptionDispatchInfo.Throw(shared.Why!);
        }
    }

    private void Now(TName name, Shared shared)
    {
        var number = ++shared.Begun;
        Exception? why = new InvalidOperationException("What was to be run did not end.");
        Monitor.Exit(shared);
        try
        {
            run(name);
            why = null;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            why = e;
        }
        finally
        {
            Monitor.Enter(shared);
            if (why is not null)
                (shared.Failed, shared.Why) = (number, why);
            shared.Ended = number;
            Monitor.PulseAll(shared);
        }
    }

    private Shared Come(TName name)
    {
        lock (_all)
        {
            if (!_all.TryGetValue(name, out var shared))
                _all[name] = shared = new();
            shared.Users++;
            return shared;
        }
    }

    private void Go(TName name, Shared shared)
    {
        lock (_all)
        {
            if (--shared.Users == 0)
                _all.Remove(name);
        }
    }

    /// <summary>The runs of one name, by number, while anybody waits for one.</summary>
    private sealed class Shared
    {
        public int Users { get; set; }
        public long Begun { get; set; }
        public long Ended { get; set; }
        public long Failed { get; set; }
        public Exception? Why { get; set; }
    }
}
