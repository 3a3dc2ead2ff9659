using System.Data.Common;

namespace Vidimus.Testing;

public sealed partial class VidimusApp
{
    /// <summary>Its database and data folder, for the few promises about what is stored.</summary>
    public Store Store => new(Folder, ConnectionString);

    /// <summary>Opens the database beside the server.</summary>
    public Task<DbConnection> OpenDatabase() => Store.Open();

    /// <summary>Runs a statement on the database.</summary>
    public Task<int> Execute(string sql, params (string Name, object Value)[] parameters) =>
        Store.Execute(sql, parameters);

    /// <summary>Rows of a query.</summary>
    public Task<IReadOnlyList<object?[]>> Query(
        string sql,
        params (string Name, object Value)[] parameters
    ) => Store.Query(sql, parameters);

    /// <summary>Names of the tables.</summary>
    public Task<IReadOnlyList<string>> Tables() => Store.Tables();

    /// <summary>Everything that is stored: each row of each table, and every file of the data folder as it is.</summary>
    public Task<byte[]> Dump() => Store.Dump();
}
