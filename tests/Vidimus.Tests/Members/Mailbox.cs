using System.Text;
using System.Text.RegularExpressions;
using Shouldly;
using Vidimus.Testing;
using Xunit;

namespace Vidimus.Tests.Members;

/// <summary>A server that writes its mail into a folder.</summary>
public abstract class WithMail(Engine engine) : SharedApp(engine)
{
    /// <summary>The mail folder.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("vidimus-mail-").FullName;

    protected override AppOptions Options(AppOptions usual) =>
        usual with
        {
            Settings = new Dictionary<string, string> { ["Mail:Folder"] = Folder },
        };
}

/// <summary>As above, on SQLite.</summary>
public sealed class WithMailOnSqlite() : WithMail(Engine.Sqlite);

/// <summary>As above, on PostgreSQL.</summary>
public sealed class WithMailOnPostgres() : WithMail(Engine.Postgres);

/// <summary>Reads what a server mailed.</summary>
internal sealed partial class Mailbox(VidimusApp app, string folder)
{
    /// <summary>The texts of the mails to an address, once there are so many.</summary>
    public async Task<IReadOnlyList<string>> Mails(string to, int count = 1)
    {
        for (var tries = 0; ; tries++)
        {
            var mails = Now(to);
            if (mails.Count >= count)
                return mails;
            tries.ShouldBeLessThan(200, $"{mails.Count} of {count} mails came");
            app.Advance(TimeSpan.FromMilliseconds(250));
            await Task.Delay(25);
        }
    }

    /// <summary>The texts of the mails to an address that are there now.</summary>
    public IReadOnlyList<string> Now(string to) =>
        [
            .. Directory
                .GetFiles(folder, "*.eml")
                .Select(f => (f, Text: File.ReadAllText(f)))
                .Where(m => m.Text.Contains(to, StringComparison.OrdinalIgnoreCase))
                .OrderBy(m => File.GetLastWriteTimeUtc(m.f))
                .Select(m => Decoded(m.Text)),
        ];

    /// <summary>Path of the newest link of this kind that was mailed to an address.</summary>
    public async Task<string> Link(string to, string kind, int count = 1)
    {
        for (var tries = 0; ; tries++)
        {
            var links = Now(to)
                .SelectMany(m => Links().Matches(m))
                .Select(m => m.Value)
                .Where(p => p.StartsWith($"/sign-in/{kind}/", StringComparison.Ordinal))
                .ToArray();
            if (links.Length >= count)
                return links[^1];
            tries.ShouldBeLessThan(200, "no link came");
            app.Advance(TimeSpan.FromMilliseconds(250));
            await Task.Delay(25);
        }
    }

    // Quoted-printable or base64, as the mail library chooses.
    private static string Decoded(string mail)
    {
        var body = mail[(mail.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
        if (mail.Contains("base64", StringComparison.OrdinalIgnoreCase))
            return Encoding.UTF8.GetString(Convert.FromBase64String(body.Trim()));
        return body.Replace("=\r\n", "", StringComparison.Ordinal)
            .Replace("=3D", "=", StringComparison.Ordinal)
            .Replace("=3A", ":", StringComparison.Ordinal);
    }

    [GeneratedRegex("/sign-in/[a-z]+/[A-Za-z0-9_-]{43}", RegexOptions.None, 1000)]
    private static partial Regex Links();
}
