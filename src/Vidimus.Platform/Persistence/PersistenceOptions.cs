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

    /// <summary>How long one statement may take before it is given up: a database that stalls holds no request for ever.</summary>
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How long PostgreSQL lets a statement wait for another's lock. It also ends a transaction that has been idle for
    /// three times as long: a node that stands still with rows locked lets them go. Zero leaves both to the server, for
    /// connections through a pooler that takes no options.
    /// </summary>
    public TimeSpan LockTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Id of the installation whose database this must be; a server that meets another or an empty one does not start.
    /// Empty for the id that the node noted in <see cref="Folder"/> when it first started.
    /// </summary>
    public string Installation { get; set; } = "";

    /// <summary>File in which a node notes the installation that it serves.</summary>
    public string InstallationFile => Path.Combine(Folder, "installation.id");

    /// <summary>True when <see cref="ConnectionString"/> names a PostgreSQL server.</summary>
    public bool IsPostgres => ConnectionString.Length > 0;

    /// <summary>Path of the SQLite file.</summary>
    public string SqliteFile => Path.Combine(Folder, "vidimus.db");
}
