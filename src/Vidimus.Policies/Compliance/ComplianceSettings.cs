using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Mail;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;

namespace Vidimus.Policies.Compliance;

/// <summary>When and to whom the weekly digest of changes goes.</summary>
/// <param name="WeeklyDigest">Whether there is one.</param>
/// <param name="Weekday">The day it is sent, such as <c>monday</c>.</param>
/// <param name="Hour">The hour it is sent, 0 to 23, in the time zone.</param>
/// <param name="TimeZone">A name of the time zone database, such as <c>Europe/Berlin</c>, or <c>UTC</c>.</param>
/// <param name="Roles">Roles whose members get it.</param>
/// <param name="MemberIds">Members who get it whatever their role.</param>
/// <param name="CanSend">Whether this server can send mail at all.</param>
/// <param name="NextAt">When the next one is due; null without one.</param>
/// <param name="LastSentAt">When the last one was sent; null before the first. Where nothing changed in a week, none is sent.</param>
public sealed record ComplianceSettings(
    bool WeeklyDigest,
    string Weekday,
    int Hour,
    string TimeZone,
    IReadOnlyList<string> Roles,
    IReadOnlyList<string> MemberIds,
    bool CanSend,
    DateTimeOffset? NextAt,
    DateTimeOffset? LastSentAt
);

/// <summary>New settings; what is left out is reset.</summary>
/// <param name="WeeklyDigest">Whether there is a weekly digest; no by default.</param>
/// <param name="Weekday">The day it is sent; <c>monday</c> by default.</param>
/// <param name="Hour">The hour it is sent, 0 to 23; 8 by default.</param>
/// <param name="TimeZone">A name of the time zone database; <c>UTC</c> by default.</param>
/// <param name="Roles">Roles whose members get it; owners and administrators by default, where nobody is named.</param>
/// <param name="MemberIds">Members who get it whatever their role, up to 50.</param>
public sealed record SetComplianceSettingsRequest(
    bool WeeklyDigest = false,
    string? Weekday = null,
    int? Hour = null,
    string? TimeZone = null,
    IReadOnlyList<string>? Roles = null,
    IReadOnlyList<string>? MemberIds = null
);

/// <summary>Shows and changes when and to whom the weekly digest goes.</summary>
internal sealed class ChangeComplianceSettings(
    VidimusDb db,
    Writes writes,
    CurrentCaller caller,
    MailOutbox outbox,
    DatabaseClock time
)
{
    private const int MostMembers = 50;
    private static readonly string[] Usual = ["owner", "admin"];
    private static readonly string[] Weekdays =
    [
        .. Enum.GetNames<DayOfWeek>().Select(d => d.ToLowerInvariant()),
    ];

    public static void Map(IEndpointRouteBuilder routes)
    {
        const string path = "/v1/compliance/settings";
        routes
            .MapGet(
                path,
                async (HttpContext http, ChangeComplianceSettings settings) =>
                    (await settings.Get(http.RequestAborted)).Answer()
            )
            .Needs(Scopes.PoliciesRead)
            .Produces<ComplianceSettings>()
            .WithTags("Compliance")
            .WithSummary("Get when and to whom the weekly digest of changes goes")
            .WithName("getComplianceSettings");
        routes
            .MapPut(
                path,
                (HttpContext http, ChangeComplianceSettings settings) =>
                    http.Take<SetComplianceSettingsRequest, ComplianceSettings>(
                        200,
                        r => settings.Set(r, http.RequestAborted)
                    )
            )
            .Needs(Scopes.Admin)
            .Accepts<SetComplianceSettingsRequest>("application/json")
            .Produces<ComplianceSettings>()
            .WithTags("Compliance")
            .WithSummary("Set when and to whom the weekly digest of changes goes")
            .WithName("setComplianceSettings");
    }

    private async Task<Result<ComplianceSettings>> Get(CancellationToken cancellation) =>
        View(await db.Set<DigestRow>().AsNoTracking().SingleOrDefaultAsync(cancellation));

    private async Task<Result<ComplianceSettings>> Set(
        SetComplianceSettingsRequest request,
        CancellationToken cancellation
    )
    {
        // Both modes see the same policies, and members are no test data.
        if (caller.Value.Mode != "live")
            return AccessProblems.ModeForbidden.With(
                "A test key cannot change to whom the digest goes.",
                hint: "Use a live key with the scope admin"
            );
        var fields = Check(request);
        string[] members = [.. (request.MemberIds ?? []).Distinct()];
        if (fields.Problem is null)
        {
            var known = await db.MemberNames(caller.Value.OrganizationId, members, cancellation);
            fields.Check(
                members.All(known.ContainsKey),
                "memberIds",
                "must name members of the organization"
            );
        }
        if (fields.Problem is { } wrong)
            return wrong;
        return await writes.Commit<ComplianceSettings>(
            async unit =>
            {
                var row = await unit.Db.Set<DigestRow>().SingleOrDefaultAsync() ?? New(unit);
                Write(row, request, members, await time.Now(unit.Db, CancellationToken.None));
                unit.State(
                    new SimpleFact(
                        "compliance.settings-changed",
                        row.OrganizationId,
                        ("weeklyDigest", row.Enabled ? "on" : "off")
                    )
                );
                return View(row);
            },
            cancellation
        );
    }

    private static Fields Check(SetComplianceSettingsRequest request)
    {
        var fields = new Fields()
            .OneOf("weekday", request.Weekday, Weekdays)
            .Number("hour", request.Hour, 0, 23)
            .Check(
                request.TimeZone is not { } zone || DigestTimes.Zone(zone) is not null,
                "timeZone",
                "must be a name of the time zone database such as Europe/Berlin, or UTC"
            )
            .Check(
                (request.MemberIds?.Count ?? 0) <= MostMembers,
                "memberIds",
                $"must name at most {MostMembers} members"
            );
        fields.Check(
            request.MemberIds?.All(id => id is { Length: > 0 and <= 100 }) ?? true,
            "memberIds",
            "must name members of the organization"
        );
        foreach (var role in request.Roles ?? [])
            fields.OneOf("roles", role, OrganizationFacts.MemberRoles, required: true);
        return fields.Check(
            !request.WeeklyDigest
                || request.Roles is not { Count: 0 }
                || request.MemberIds is { Count: > 0 },
            "roles",
            "must name a role where memberIds names nobody: else nobody would get it"
        );
    }

    private static DigestRow New(Unit unit)
    {
        var row = new DigestRow
        {
            OrganizationId = unit.Author.OrganizationId,
            Enabled = false,
            Weekday = 0,
            Hour = 0,
            TimeZone = "",
            Roles = "",
            Members = "",
            UpdatedAt = default,
            Version = 0,
        };
        unit.Db.Add(row);
        return row;
    }

    private static void Write(
        DigestRow row,
        SetComplianceSettingsRequest request,
        string[] members,
        DateTimeOffset now
    )
    {
        // One that begins anew tells of the week before it, and not of all that was since the last.
        if (request.WeeklyDigest && !row.Enabled)
            row.ToldNumber = null;
        row.Enabled = request.WeeklyDigest;
        row.Weekday = Array.IndexOf(Weekdays, request.Weekday ?? "monday");
        row.Hour = request.Hour ?? 8;
        row.TimeZone = request.TimeZone ?? "UTC";
        row.Roles = string.Join(
            ' ',
            (request.Roles ?? (members.Length == 0 ? Usual : [])).Distinct()
        );
        row.Members = string.Join(' ', members);
        row.NextAt = row.Enabled ? Next(row, now) : null;
        row.UpdatedAt = now;
        row.Version++;
    }

    /// <summary>When the next one is due after this moment.</summary>
    public static DateTimeOffset Next(DigestRow row, DateTimeOffset now) =>
        DigestTimes.Next(
            now,
            (DayOfWeek)row.Weekday,
            row.Hour,
            DigestTimes.Zone(row.TimeZone) ?? TimeZoneInfo.Utc
        );

    private ComplianceSettings View(DigestRow? row) =>
        row is null
            ? new(false, "monday", 8, "UTC", Usual, [], outbox.IsConfigured, null, null)
            : new(
                row.Enabled,
                Weekdays[row.Weekday],
                row.Hour,
                row.TimeZone,
                row.Roles.Split(' ', StringSplitOptions.RemoveEmptyEntries),
                row.Members.Split(' ', StringSplitOptions.RemoveEmptyEntries),
                outbox.IsConfigured,
                row.NextAt,
                row.LastSentAt
            );
}
