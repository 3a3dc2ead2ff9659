using System.Security.Cryptography;
using System.Text;
using Vidimus.Access.Keys;
using Vidimus.Platform.Telemetry;

namespace Vidimus.Access.Tokens;

/// <summary>Authentication works: a key can be looked up, and the token key signs what its public part verifies.</summary>
internal sealed class AuthenticationProbe(TokenKeys tokens, KeyCheck keys) : IHealthProbe
{
    public string Name => "authentication";

    public string Hint =>
        "Keys cannot be checked or access tokens not signed; see the server's log and the master key.";

    public async Task<bool> IsWell(CancellationToken cancellation)
    {
        var nobody = await keys.ByText(KeyFormat.Mint("vdm", "test"), null);
        if (nobody.Problem?.Type != AccessProblems.InvalidKey)
            return false;
        var message = Encoding.ASCII.GetBytes("health");
        var key = tokens.Signing.Key;
        return key.VerifyData(
            message,
            key.SignData(message, HashAlgorithmName.SHA256),
            HashAlgorithmName.SHA256
        );
    }
}
