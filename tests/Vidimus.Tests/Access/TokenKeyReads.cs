using System.Data.Common;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Vidimus.Tests.Access;

/// <summary>Counts reads of the key set of access tokens in one database, as Entity Framework reports its commands.</summary>
internal sealed class TokenKeyReads
    : IObserver<DiagnosticListener>,
        IObserver<KeyValuePair<string, object?>>,
        IDisposable
{
    private const string Source = "Microsoft.EntityFrameworkCore";

    private readonly Lock _lock = new();
    private readonly DbConnection _database;
    private readonly List<IDisposable> _subscriptions = [];
    private int _count;

    private TokenKeyReads(DbConnection database) => _database = database;

    public static async Task<TokenKeyReads> Of(DbConnection database)
    {
        var reads = new TokenKeyReads(database);
        reads.Keep(DiagnosticListener.AllListeners.Subscribe(reads));
        // Entity Framework remembers for a second that nobody listened.
        await Task.Delay(TimeSpan.FromSeconds(1.2));
        return reads;
    }

    public int Count => Volatile.Read(ref _count);

    public void OnNext(DiagnosticListener value)
    {
        if (value.Name == Source)
            Keep(value.Subscribe(this));
    }

    public void OnNext(KeyValuePair<string, object?> value)
    {
        if (
            value.Value is CommandExecutedEventData { Command: var command }
            && command.CommandText.Contains("access_token_keys", StringComparison.Ordinal)
            && command.Connection is { } connection
            && (connection.DataSource, connection.Database)
                == (_database.DataSource, _database.Database)
        )
            Interlocked.Increment(ref _count);
    }

    public void OnCompleted() { }

    public void OnError(Exception error) { }

    public void Dispose()
    {
        lock (_lock)
            _subscriptions.ForEach(s => s.Dispose());
    }

    private void Keep(IDisposable subscription)
    {
        lock (_lock)
            _subscriptions.Add(subscription);
    }
}
