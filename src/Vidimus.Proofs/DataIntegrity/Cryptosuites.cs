namespace Vidimus.Proofs;

/// <summary>The cryptosuites by name.</summary>
internal static class Cryptosuites
{
    private static readonly Dictionary<string, ICryptosuite> ByName = new ICryptosuite[]
    {
        new EddsaJcs2022(),
    }.ToDictionary(suite => suite.Name, StringComparer.Ordinal);

    internal static ICryptosuite? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The names, for messages.</summary>
    internal static string Names => string.Join(", ", ByName.Keys);
}
