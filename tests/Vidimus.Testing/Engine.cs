using Xunit;

namespace Vidimus.Testing;

/// <summary>The databases that every scenario runs on.</summary>
public enum Engine
{
    /// <summary>SQLite in a folder of its own.</summary>
    Sqlite,

    /// <summary>PostgreSQL: a database of its own on the server of <c>VIDIMUS_TEST_POSTGRES</c>, or on one started for this run.</summary>
    Postgres,
}

/// <summary>Whether an engine can be used here.</summary>
public static class Engines
{
    /// <summary>Both engines.</summary>
    public static IReadOnlyList<Engine> All { get; } = [Engine.Sqlite, Engine.Postgres];

    /// <summary>Skips the running test, with the reason, where the engine is missing; in CI that is a failure.</summary>
    public static void Demand(Engine engine)
    {
        if (engine != Engine.Postgres || PostgresServer.WhyNot is not { } reason)
            return;
        if (Environment.GetEnvironmentVariable("CI") == "true")
            throw new InvalidOperationException($"In CI nothing is skipped. {reason}");
        Assert.Skip(reason);
    }
}
