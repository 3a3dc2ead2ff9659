using Xunit;

namespace Vidimus.Testing;

/// <summary>A server that the tests of one class share.</summary>
public abstract class SharedApp(Engine engine) : IAsyncLifetime
{
    private VidimusApp? _app;

    /// <summary>The server; skips the test where its engine is missing.</summary>
    public VidimusApp App
    {
        get
        {
            Engines.Demand(engine);
            return _app!;
        }
    }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        // Where the engine is missing each test says so itself: a fixture that fails would fail them all.
        if (engine == Engine.Sqlite || PostgresServer.WhyNot is null)
            _app = await VidimusApp.Start(Options(new(engine)));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_app is not null)
            await _app.DisposeAsync();
    }

    /// <summary>Changes the options, for classes that need a special server.</summary>
    protected virtual AppOptions Options(AppOptions usual) => usual;
}

/// <summary>A server on SQLite.</summary>
public sealed class OnSqlite() : SharedApp(Engine.Sqlite);

/// <summary>A server on PostgreSQL.</summary>
public sealed class OnPostgres() : SharedApp(Engine.Postgres);

/// <summary>
/// Tests of one behaviour. A scenario is abstract and has one nested class for each engine, so that every promise is
/// kept on both.
/// </summary>
public abstract class Scenario(SharedApp shared)
{
    /// <summary>The server under test.</summary>
    protected VidimusApp App { get; } = shared.App;
}
