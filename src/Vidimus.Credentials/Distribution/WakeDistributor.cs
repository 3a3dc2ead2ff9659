using Vidimus.Platform.Facts;
using Vidimus.Platform.Mail;
using Vidimus.Platform.Persistence;

namespace Vidimus.Credentials.Distribution;

/// <summary>Tells this node's distributor, once a change is committed, that it asks for a mail.</summary>
internal sealed class WakeDistributor(MailWake wake) : IFactFollower
{
    public Task<IReadOnlyList<(Type Kind, IReadOnlyList<object> Rows)>> Follow(
        VidimusDb db,
        IReadOnlyList<FactRow> facts
    ) => Task.FromResult<IReadOnlyList<(Type, IReadOnlyList<object>)>>([]);

    public void Committed(IReadOnlyList<object> rows)
    {
        foreach (var row in rows)
        {
            if (row is FactRow { Kind: "credential.distribution-requested" })
            {
                wake.Signal();
                return;
            }
        }
    }
}
