using Vidimus.Platform.Problems;

namespace Vidimus.Access.Keys;

/// <summary>
/// Says whether an organization can pay for what live <c>vc</c> keys order: such a key is minted only for one that can. Implemented by
/// whoever takes the payment; without anybody, every organization can.
/// </summary>
public interface ILivePayment
{
    /// <summary>Null when the organization can pay; otherwise what it has to do first.</summary>
    Task<Problem?> Ready(string organizationId, CancellationToken cancellation);
}
