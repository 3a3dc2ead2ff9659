using Vidimus.Platform.Problems;

namespace Vidimus.Access.OAuth.Clients;

internal sealed class ClientDocuments
{
    public ValueTask<Result<OAuthClient>> Find(string url, CancellationToken cancellation) =>
        new(OAuthClientProblems.DocumentsOff);
}
