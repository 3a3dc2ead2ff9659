using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Access.Keys;

/// <summary>
/// What a key's own webhook does for the objects that are made with the key. Each key has a secret of its own, which signs
/// all of it.
/// </summary>
public interface IKeyWebhooks
{
    /// <summary>
    /// The refusal of an address that nothing would be sent to, with the member <c>webhookUrl</c>; null for one that is
    /// fine. It is looked at again whenever something is sent.
    /// </summary>
    Task<Problem?> Address(string url, CancellationToken cancellation);

    /// <summary>
    /// In the unit that makes the object: its events go to this address from the first one on, instead of to the key's own
    /// endpoint, signed with the key's own secret. The endpoint is removed once the object is over.
    /// </summary>
    Task Follow(Unit unit, string keyId, string resourceId, string url);
}
