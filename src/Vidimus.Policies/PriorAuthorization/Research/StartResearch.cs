using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Json;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Policies.Model;

namespace Vidimus.Policies.PriorAuthorization.Research;

/// <summary>
/// Takes a question to look into: it is kept, and then looked into in the background, or, for who wants to wait, at once and
/// then kept with its result. Either way one change makes it, so that a repetition is answered as the first request was.
/// </summary>
internal sealed class StartResearch(
    VidimusDb db,
    Writes writes,
    CurrentCaller caller,
    DoResearch research,
    ResearchDesk desk
)
{
    private const int LongestContext = 2000;
    private const int MostKept = 1000;

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapPost(
                "/v1/prior-authorizations/research",
                async (HttpContext http, StartResearch start) =>
                {
                    var body = await http.ReadJson<ResearchRequest>();
                    return body.Problem is { } refused
                        ? new Refusal(refused)
                        : await http.Once(
                            job => Written.Json(Status(job), job),
                            () => start.Run(body.Value!, job => job, http.RequestAborted)
                        );
                }
            )
            .Needs(Scopes.PoliciesRead)
            .Weighs(10)
            .Heavy()
            .Accepts<ResearchRequest>("application/json")
            .Produces<ResearchJob>(202)
            .Produces<ResearchJob>()
            .WithTags("Prior authorization")
            .WithSummary("Have looked into whether authorization is needed and what it takes")
            .WithName("startResearch");
        routes
            .MapPost(
                "/api/v1/prior-auth/research",
                async (HttpContext http, StartResearch start, TimeProvider clock) =>
                {
                    var body = await http.ReadJson<ResearchRequest>(VidimusJson.Snake);
                    return body.Problem is { } refused
                        ? new Refusal(refused)
                        : await http.Once(
                            answer =>
                                Written.Json(
                                    answer.Data.FinishedAt is null ? 202 : 200,
                                    answer,
                                    VidimusJson.Snake
                                ),
                            () =>
                                start.Run(
                                    body.Value!,
                                    job => http.InVerity(ResearchDesk.Verity(job), clock),
                                    http.RequestAborted
                                )
                        );
                }
            )
            .Needs(Scopes.PoliciesRead)
            .Weighs(10)
            .Heavy()
            .Accepts<ResearchRequest>("application/json")
            .Produces<VerityAnswer<VerityResearch>>(202)
            .Produces<VerityAnswer<VerityResearch>>()
            .WithTags("Verity")
            .WithSummary("Have looked into whether authorization is needed (Verity form)")
            .WithName("verityStartResearch");
    }

    private static int Status(ResearchJob job) => job.FinishedAt is null ? 202 : 200;

    public async Task<Result<T>> Run<T>(
        ResearchRequest request,
        Func<ResearchJob, T> show,
        CancellationToken cancellation
    )
    {
        var read = Read(request);
        if (read.Problem is { } wrong)
            return wrong;
        var asked = read.Value!;
        var outcome = request.Sync == true ? await Wait(asked, cancellation) : null;
        return await writes.Commit<T>(
            async unit =>
            {
                var organization = unit.Author.OrganizationId;
                // So that the bound holds on all nodes.
                await unit.Lock(
                    new PolicyCounterRow { Name = $"research:{organization}", Value = 0 }
                );
                var all = unit
                    .Db.Across<ResearchRow>()
                    .Where(r => r.OrganizationId == organization);
                var open = await all.CountAsync(r => r.DueAt != null);
                if (outcome is null && open >= desk.Options.Open)
                    return PoliciesProblems.ResearchTooManyOpen;
                await RemoveOldest(unit, all);
                var due = await desk.Now(unit.Db, CancellationToken.None);
                var row = desk.New(unit.Author, asked, outcome, due);
                unit.Db.Add(row);
                unit.State(new SimpleFact("research.started", row.Id));
                if (outcome is not null)
                    unit.State(ResearchDesk.Ended(row));
                return show(desk.Show(row));
            },
            cancellation
        );
    }

    private Result<ResearchAsked> Read(ResearchRequest request)
    {
        if (
            Asking.HoldPatients(
                [request.ClinicalContext, request.Payer, request.State],
                request.ProcedureCodes ?? [],
                request.DiagnosisCodes ?? []
            )
        )
            return PoliciesProblems.PatientIdentifiers;
        var fields = new Fields();
        var asked = new ResearchAsked(
            Asking.Procedures(fields, request.ProcedureCodes),
            Asking.Diagnoses(fields, request.DiagnosisCodes),
            Asking.State(fields, request.State),
            Asking.Payer(fields, request.Payer),
            string.IsNullOrWhiteSpace(request.ClinicalContext) ? null : request.ClinicalContext
        );
        fields.Text("clinicalContext", asked.Context, LongestContext, multiline: true);
        return fields.Problem is { } wrong ? wrong : asked;
    }

    /// <summary>The outcome, when it comes in time; null when it is better waited for.</summary>
    private async Task<ResearchOutcome?> Wait(ResearchAsked asked, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(TimeSpan.FromSeconds(Math.Clamp(desk.Options.SyncSeconds, 1, 55)));
        try
        {
            return await research.Run(caller.Value.OrganizationId, asked, patience.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // Whatever was being read is not read to its end.
            db.ChangeTracker.Clear();
            return null;
        }
    }

    // An organization keeps a bounded number, however much it asks in thirty days.
    private static async Task RemoveOldest(Unit unit, IQueryable<ResearchRow> all)
    {
        if (await all.CountAsync() < MostKept)
            return;
        unit.Db.RemoveRange(
            await all.Where(r => r.DueAt == null).OrderBy(r => r.Id).Take(10).ToListAsync()
        );
    }
}
