namespace Vidimus.Platform.Persistence;

/// <summary>Where data is kept. Section <c>Database</c>.</summary>
public sealed class PersistenceOptions
{
    /// <summary>
    /// Empty for SQLite in <see cref="Folder"/>; otherwise a PostgreSQL connection string (<c>Host=…</c>).
    /// </summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>Folder of the SQLite file and of files made at first start.</summary>
    public string Folder { get; set; } = "data";

    /// <summary>Changes that may wait for the writer before callers are told to come back.</summary>
    public int WriteQueue { get; set; } = 4096;

    /// <summary>Writers of a node on PostgreSQL; SQLite has one.</summary>
    public int Writers { get; set; } = 4;

    /// <summary>How long a caller waits for a place in that queue.</summary>
    public TimeSpan WriteWait { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>True when <see cref="ConnectionString"/> names a PostgreSQL server.</summary>
    public bool IsPostgres => ConnectionString.Length > 0;

    /// <summary>Path of the SQLite file.</summary>
    public string SqliteFile => Path.Combine(Folder, "vidimus.db");
}
