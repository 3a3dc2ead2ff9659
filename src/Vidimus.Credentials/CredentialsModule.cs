using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Vidimus.Access;
using Vidimus.Credentials.Distribution;
using Vidimus.Credentials.Events;
using Vidimus.Credentials.Evidence;
using Vidimus.Credentials.Groups;
using Vidimus.Credentials.Imports;
using Vidimus.Credentials.Issuing;
using Vidimus.Credentials.Lifecycle;
using Vidimus.Credentials.OpenBadges;
using Vidimus.Credentials.Reading;
using Vidimus.Credentials.Recipients;
using Vidimus.Credentials.Signing;
using Vidimus.Credentials.Status;
using Vidimus.Credentials.Templates;
using Vidimus.Credentials.Triggers;
using Vidimus.Credentials.VcApi;
using Vidimus.Credentials.Verifying;
using Vidimus.Credentials.Verix;
using Vidimus.Credentials.Wallets;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Mail;
using Vidimus.Platform.Outgoing;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Platform.Secrets;
using Vidimus.Platform.Telemetry;
using Vidimus.Policies.People;
using Vidimus.Proofs;

namespace Vidimus.Credentials;

/// <summary>Groups, issuing, the life of credentials, verifying; natively and as Verix knows them.</summary>
public static class CredentialsModule
{
    /// <summary>Registers the module.</summary>
    public static void AddCredentials(this IHostApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddGuardedHttp();
        services.AddSingleton<IModelPart, CredentialsModel>();
        services.AddSingleton(ProblemCatalogue.Of("Credentials", typeof(CredentialProblems)));
        services.AddSingleton(EventCatalogue.Of("Credentials", typeof(CredentialEvents)));
        services.AddSingleton<IEventResource, CredentialResource>();
        services.AddSingleton<IEventResource, GroupResource>();
        services.AddSingleton<IEventResource, BatchResource>();
        services.AddSingleton<IEventResource, RecipientResource>();
        services.AddHostedService<Expiry>();
        services.AddSingleton<VerifiedEvents>();
        services.AddHostedService(provider => provider.GetRequiredService<VerifiedEvents>());
        services.AddSingleton<Identities>();
        services.AddScoped<ListSigningKeys>();
        services.AddScoped<RotateSigningKey>();
        services.AddSingleton<IIssuerDids, OrganizationDids>();
        services.AddSingleton<IWrapped, WrappedIssuerKeys>();
        services.AddSingleton<IWrapped, WrappedReceiptKeys>();
        services.AddSingleton<IWrapped, WrappedRecipientKeys>();
        services.AddSingleton<ReceiptKeys>();
        services.AddSingleton<IHealthProbe>(provider => provider.GetRequiredService<ReceiptKeys>());
        services.AddSingleton(p => new ReceiptSigner(p.GetRequiredService<ReceiptKeys>()));
        services.AddHostedService<PrepareSigning>();
        services.AddHostedService<RefreshReceiptKeys>();
        services.AddSingleton<RecipientVault>();
        services.AddSingleton<ProofCache>();
        services.AddSingleton<StoredCredentials>();
        services.AddSingleton<StatusPositions>();
        services.AddSingleton<IRestored, CloseLists>();
        services.AddSingleton<IRestored, CountEndsAsTold>();
        services.AddSingleton<SignedLists>();
        services.AddScoped<GetStatusList>();
        services.AddSingleton<Issuance>();
        services.AddSingleton(p => new DocumentCredentials(
            p.GetRequiredService<Identities>(),
            p.GetRequiredService<StatusPositions>(),
            p.GetRequiredService<TimeProvider>()
        ));
        services.AddSingleton<MailWake>();
        services.AddSingleton<IFactFollower, WakeDistributor>();
        services.AddHostedService<Distributor>();
        services.AddScoped<DistributeCredential>();
        services.AddSingleton<OwnMailServers>();
        services.AddSingleton<IOwnMailServers>(p => p.GetRequiredService<OwnMailServers>());
        services.AddSingleton<IWrapped, WrappedMailPasswords>();
        services.AddSingleton<RecipientPost>();
        services.AddScoped<OrganizationMailSettings>();
        services.AddScoped<GroupMailTexts>();
        services.AddScoped<TakeBounce>();
        services.AddScoped<ReadMailFolder>();
        services.AddSingleton<OpenClaims>();
        services.AddScoped<ManageClaims>();
        services.AddScoped<ErasureRequests>();
        services.AddScoped<RecipientPage>();
        services.AddScoped<RecipientActs>();
        services.AddSingleton<LostLinks>();
        services.AddHostedService(p => p.GetRequiredService<LostLinks>());
        services.AddSingleton<LostLinkForm>();
        services.AddHostedService<ClaimJanitor>();
        services.AddScoped<Endorsements>();
        services.AddScoped<CreateGroup>();
        services.AddScoped<ListGroups>();
        services.AddScoped<GetGroup>();
        services.AddScoped<EditGroup>();
        services.AddScoped<ArchiveGroup>();
        services.AddScoped<IssueGate>();
        services.AddScoped<IssueCredential>();
        services.AddScoped<IssueList>();
        services.AddScoped<Drafts>();
        services.AddScoped<ChangeDrafts>();
        services.AddScoped<StatusChange>();
        services.AddScoped<RevokeCredential>();
        services.AddScoped<SuspendCredential>();
        services.AddScoped<ReissueCredential>();
        services.AddScoped<GetCredential>();
        services.AddScoped<ListCredentials>();
        services.AddScoped<CredentialHistory>();
        services.AddSingleton<DerivedForms>();
        services.AddScoped<GetDocument>();
        services.AddSingleton<ImportedRows>();
        services.AddScoped<EraseRecipient>();
        services.AddScoped<RecipientExportWriter>();
        services.AddScoped<ExportRecipient>();
        services.AddSingleton<StatusListCache>();
        services.AddSingleton<VerifyLimits>();
        services.AddScoped<Fetches>();
        services.AddScoped<IssuerKeys>();
        services.AddScoped(_ => new ProofWork());
        services.AddScoped<SecuredReader>();
        services.AddScoped<OwnStatusLists>();
        services.AddScoped<StatusLists>();
        services.AddScoped<StatusCheck>();
        services.AddScoped<RecordCheck>();
        services.AddScoped<SchemaCheck>();
        services.AddScoped<RelatedResourceCheck>();
        services.AddScoped<EndorsementCheck>();
        services.AddScoped<VerifyChecks>();
        services.AddScoped<VerdictWriter>();
        services.AddScoped<Verifier>();
        services.AddScoped<VerifyCredential>();
        services.AddScoped<PresentedEvidence>();
        services.AddScoped<ICredentialEvidence, CredentialEvidence>();
        builder.AddTemplates();
        services.AddScoped<GetBadge>();
        builder.AddImports();
        builder.AddTriggers();
        builder.AddVerix();
        builder.AddVcApi();
        builder.AddOpenBadges();
        builder.AddWallets();
    }

    /// <summary>Maps the module's routes.</summary>
    public static void MapCredentials(this IEndpointRouteBuilder routes)
    {
        CreateGroup.Map(routes);
        ListGroups.Map(routes);
        GetGroup.Map(routes);
        EditGroup.Map(routes);
        ArchiveGroup.Map(routes);
        IssueCredential.Map(routes);
        IssueList.Map(routes);
        Drafts.Map(routes);
        RevokeCredential.Map(routes);
        SuspendCredential.Map(routes);
        ReissueCredential.Map(routes);
        GetCredential.Map(routes);
        ListCredentials.Map(routes);
        CredentialHistory.Map(routes);
        GetDocument.Map(routes);
        CredentialTypes.Map(routes);
        DistributeCredential.Map(routes);
        OrganizationMailSettings.Map(routes);
        GroupMailTexts.Map(routes);
        TakeBounce.Map(routes);
        ReadMailFolder.Map(routes);
        ManageClaims.Map(routes);
        ErasureRequests.Map(routes);
        RecipientPage.Map(routes);
        RecipientActs.Map(routes);
        LostLinkForm.Map(routes);
        EraseRecipient.Map(routes);
        ExportRecipient.Map(routes);
        VerifyCredential.Map(routes);
        VerifyForm.Map(routes);
        GetBadge.Map(routes);
        PublicKeys.Map(routes);
        ListSigningKeys.Map(routes);
        RotateSigningKey.Map(routes);
        GetStatusList.Map(routes);
        routes.MapTemplates();
        routes.MapImports();
        routes.MapTriggers();
        routes.MapVerix();
        routes.MapVcApi();
        routes.MapOpenBadges();
        routes.MapWallets();
    }

    /// <summary>Makes a new key for receipts, published now, that signs an hour later; for the operator's command.</summary>
    public static Task RotateReceiptKeys(
        this IServiceProvider services,
        CancellationToken cancellation
    ) => services.GetRequiredService<ReceiptKeys>().Rotate(cancellation);

    /// <summary>Makes a new key for an organization's credentials in a mode; answers its fragment in the DID document.</summary>
    public static async Task<string> RotateIssuerKey(
        this IServiceProvider services,
        string organizationId,
        string mode,
        CancellationToken cancellation
    ) =>
        (
            await services
                .GetRequiredService<Identities>()
                .Rotate(organizationId, mode, cancellation)
        ).Fragment;

    /// <summary>Erases a recipient's personal data; for the operator's command.</summary>
    public static async Task<Result<bool>> EraseRecipientData(
        this IServiceProvider services,
        string organizationId,
        string mode,
        string id,
        CancellationToken cancellation
    )
    {
        await using var scope = AsOperator(services, organizationId, mode);
        return await scope
            .ServiceProvider.GetRequiredService<EraseRecipient>()
            .Run(id, cancellation);
    }

    /// <summary>Writes everything that is held about a recipient to what <paramref name="open"/> opens; for the operator's command.</summary>
    public static async Task<Result<bool>> ExportRecipientData(
        this IServiceProvider services,
        string organizationId,
        string mode,
        string id,
        Func<Stream> open,
        CancellationToken cancellation
    )
    {
        await using var scope = AsOperator(services, organizationId, mode);
        var export = scope.ServiceProvider.GetRequiredService<ExportRecipient>();
        var recorded = await export.Record(id, cancellation);
        if (recorded.Problem is { } refused)
            return refused;
        await using var to = open();
        await export.Write(recorded.Value!, to, cancellation);
        return true;
    }

    private static AsyncServiceScope AsOperator(
        IServiceProvider services,
        string organizationId,
        string mode
    )
    {
        var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<CurrentAuthor>().Value = new(
            organizationId,
            mode,
            "operator",
            "command",
            ""
        );
        return scope;
    }
}
