using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access.Keys;
using Vidimus.Access.Members;
using Vidimus.Access.Organizations;
using Vidimus.Platform.Facts;
using Vidimus.Platform.Http;
using Vidimus.Platform.Ids;
using Vidimus.Platform.Mail;
using Vidimus.Platform.Persistence;
using Vidimus.Platform.Problems;
using Vidimus.Platform.Secrets;

namespace Vidimus.Access.Operating.SigningUp;

/// <summary>
/// An organization that somebody wants to make. Whoever asks is a stranger to the address: name and password are for who reads
/// its mail to give.
/// </summary>
/// <param name="Email">The address.</param>
/// <param name="Organization">The organization's name.</param>
internal sealed record NewOwner(string Email, string Organization);

/// <summary>Keeps what was asked for, encrypted, until the mail is answered.</summary>
internal sealed class PendingSignUps(
    VidimusDb db,
    Commits commits,
    Mailbox mailbox,
    Sessions sessions,
    IPasswordHasher<MemberRow> hasher,
    TimeProvider clock
)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    /// <summary>So many links of an address work at once; a new one takes the place of the oldest.</summary>
    private const int MostAtOnce = 3;

    public bool CanSend => mailbox.Outbox.IsConfigured;

    public async Task Put(NewOwner asked, CancellationToken cancellation)
    {
        var normal = MemberRows.Normal(asked.Email);
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        var row = new CeremonyRow
        {
            Digest = KeyFormat.Digest(token),
            Kind = $"sign-up {KeyFormat.Digest(normal)[..32]}",
            State = mailbox.Seal(asked),
            ExpiresAt = clock.GetUtcNow() + Lifetime,
        };
        await commits.Keep(
            "access.identity",
            async unit =>
            {
                // A new link and not a refusal: otherwise whoever asks first keeps the owner of the address out.
                var before = await unit
                    .Db.Ceremonies.Where(c => c.Kind == row.Kind)
                    .OrderByDescending(c => c.ExpiresAt)
                    .Skip(MostAtOnce - 1)
                    .ToListAsync();
                unit.Db.RemoveRange(before);
                unit.Db.Add(row);
                var known = await unit.Db.Members.AnyAsync(m => m.NormalizedEmail == normal);
                mailbox.Outbox.Put(
                    unit,
                    "sign-up",
                    known ? mailbox.Known(asked.Email) : mailbox.Confirm(asked.Email, token),
                    Lifetime
                );
            },
            cancellation
        );
    }

    public async Task<NewOwner?> Find(string token, CancellationToken cancellation)
    {
        var (digest, now) = (KeyFormat.Digest(token), clock.GetUtcNow());
        var row = await db.Ceremonies.SingleOrDefaultAsync(
            c => c.Digest == digest && c.ExpiresAt > now && c.Kind.StartsWith("sign-up "),
            cancellation
        );
        return row is null ? null : mailbox.Open(row.State);
    }

    /// <summary>Makes person and organization, once, and signs the person in; false when there is nothing to make.</summary>
    public async Task<bool> Take(
        HttpContext http,
        string token,
        NewOwner owner,
        string name,
        string password
    )
    {
        var person = MemberRows.Make(name, owner.Email, clock);
        person.PasswordHash = hasher.HashPassword(person, password);
        person.EmailConfirmedAt = clock.GetUtcNow();
        var organization = new OrganizationRow
        {
            Id = NewId.Create("org", clock),
            Name = owner.Organization,
            State = OrganizationState.Active,
            CreatedAt = clock.GetUtcNow(),
            Version = 1,
        };
        var (session, secret) = sessions.Make(http, person, "setup", complete: true);
        session.OrganizationId = organization.Id;
        var made = await commits.Commit<bool>(
            new(organization.Id, "live", "member", person.Id, http.RequestId()),
            unit => Make(unit, token, person, organization, session),
            http.RequestAborted
        );
        if (made.Ok)
            Sessions.SetCookie(http, secret);
        return made.Ok;
    }

    private async Task<Result<bool>> Make(
        Unit unit,
        string token,
        MemberRow person,
        OrganizationRow organization,
        SessionRow session
    )
    {
        var (digest, now) = (KeyFormat.Digest(token), clock.GetUtcNow());
        var row = await unit.Db.Ceremonies.SingleOrDefaultAsync(c =>
            c.Digest == digest && c.ExpiresAt > now
        );
        if (
            row is null
            || !await InstallationSettings.IsOpen(unit.Db, CancellationToken.None)
            || await unit.Db.Members.AnyAsync(m => m.NormalizedEmail == person.NormalizedEmail)
        )
            return MemberProblems.InvitationEnded;
        unit.Db.Remove(row);
        unit.Db.Add(organization);
        unit.Db.Add(person);
        unit.Db.Add(MemberRows.Join(organization.Id, person.Id, Roles.Owner, null, clock));
        unit.Db.Add(session);
        unit.State(new SimpleFact("organization.created", organization.Id));
        unit.State(MemberFacts.Created(person));
        unit.State(new SimpleFact("member.joined", person.Id, ("role", Roles.Owner)));
        return true;
    }
}

/// <summary>The mails of signing up, and how what was asked for is kept.</summary>
internal sealed class Mailbox(MailOutbox outbox, MasterKeys keys, AccessOptions options)
{
    private const string Purpose = "access.sign-up";

    public MailOutbox Outbox => outbox;

    public byte[] Seal(NewOwner owner) =>
        keys.Encrypt(JsonSerializer.SerializeToUtf8Bytes(owner), Purpose);

    public NewOwner? Open(byte[] state)
    {
        try
        {
            return JsonSerializer.Deserialize<NewOwner>(keys.Decrypt(state, Purpose));
        }
        catch (CryptographicException)
        {
            // Put up under a master key that was taken away since: the person signs up anew.
            return null;
        }
    }

    public OutgoingMail Confirm(string to, string token) =>
        new(
            to,
            "Confirm your address",
            $"""
            Somebody, we hope you, wants to make an organization on {options.BaseUrl} with this address.

            To go on, open this link within 24 hours and choose a password. It works once:

            {options.BaseUrl}/sign-up/{token}

            If it was not you, do nothing: nothing is made.
            """
        );

    public OutgoingMail Known(string to) =>
        new(
            to,
            "You have an account already",
            $"""
            Somebody, we hope you, wanted to sign up on {options.BaseUrl} with this address, which has an account already.

            Sign in: {options.BaseUrl}/sign-in

            If it was not you, do nothing.
            """
        );
}
