using Vidimus.Platform.Http;
using Vidimus.Platform.Problems;

namespace Vidimus.Platform.Persistence;

/// <summary>Who acts in this request; set once when the caller is known.</summary>
public sealed class CurrentAuthor
{
    /// <summary>The author, or null before the caller is known.</summary>
    public Author? Value { get; set; }

    /// <summary>
    /// Looks, in the transaction of a change, whether the author may still act: a revocation that was answered before
    /// binds also a request that began before it.
    /// </summary>
    public Func<Unit, Task<Problem?>>? Recheck { get; set; }

    /// <summary>
    /// Told in the transaction of a change, once it is made and stated its facts: what let the author make it knows from then on,
    /// whatever becomes of the answer.
    /// </summary>
    public Func<Unit, Task>? Changed { get; set; }
}

/// <summary>The commit path as an operation uses it: in the name of the caller, and once for each idempotency key.</summary>
public sealed class Writes(Commits commits, CurrentAuthor author, Repeat repeat)
{
    /// <summary>
    /// Runs <paramref name="unit"/> in a transaction and saves it with its facts; see <see cref="Commits.Commit"/>.
    /// A repeated request gets its first answer and the unit does not run.
    /// </summary>
    public Task<Result<T>> Commit<T>(
        Func<Unit, Task<Result<T>>> unit,
        CancellationToken cancellation
    ) =>
        Commit(
            author.Value ?? throw new InvalidOperationException("A change needs a caller."),
            unit,
            cancellation
        );

    /// <summary>As above, for a change that belongs to the record of another organization than the caller's.</summary>
    public async Task<Result<T>> Commit<T>(
        Author record,
        Func<Unit, Task<Result<T>>> unit,
        CancellationToken cancellation
    )
    {
        repeat.BeforeChange();
        var done = await commits.Commit<T>(
            record,
            async u =>
            {
                if (author.Recheck is { } recheck && await recheck(u) is { } ended)
                    return ended;
                if (await repeat.FindIn(u) is { } early)
                    return early.Problem is { } problem ? problem : early.Replay!;
                var result = await unit(u);
                if (result is not { Ok: true, Replay: null })
                    return result;
                repeat.Keep(u, result.Value!);
                if (author.Changed is { } changed && u.Facts.Count > 0)
                    await changed(u);
                return result;
            },
            cancellation
        );
        if (done.Ok)
            repeat.AfterChange();
        return done;
    }
}
