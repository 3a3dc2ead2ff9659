namespace Vidimus.Gateway;

/// <summary>The tools that Verix's API can carry out; it has no route for revoking or for usage.</summary>
internal static class VerixTools
{
    public static readonly string[] Names =
    [
        "verifyCredential",
        "issueCredential",
        "listCredentials",
        "getCredential",
        "listGroups",
        "getGroup",
    ];
}
