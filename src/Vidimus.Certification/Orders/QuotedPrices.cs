using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Access.Approvals;
using Vidimus.Certification.Quotes;
using Vidimus.Platform.Persistence;

namespace Vidimus.Certification.Orders;

/// <summary>
/// What a submission costs, before it is carried out: the total of the quote that it names. So a rule about amounts has a person
/// decide about an assistant's order, through whichever door it comes. Every request passes the door of approvals, some of them
/// before it is known in whose name they act: so the database is opened where a price is asked for, and not with the door.
/// </summary>
internal sealed class QuotedPrices(IDbContextFactory<VidimusDb> databases) : IAgreedPrices
{
    public string Scope => Scopes.OrdersSubmit;

    public async ValueTask<long> Of(Caller caller, JsonElement body, CancellationToken cancellation)
    {
        if (
            body.ValueKind is not JsonValueKind.Object
            || !body.TryGetProperty("quoteId", out var named)
            || named.ValueKind is not JsonValueKind.String
        )
            return 0;
        var id = named.GetString()!;
        var (organization, mode) = (caller.OrganizationId, caller.Mode);
        await using var db = await databases.CreateDbContextAsync(cancellation);
        return await db.Across<QuoteRow>()
            .Where(q => q.OrganizationId == organization && q.Mode == mode && q.Id == id)
            .Select(q => q.TotalCents)
            .SingleOrDefaultAsync(cancellation);
    }
}
