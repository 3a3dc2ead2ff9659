using System.Text;
using System.Text.RegularExpressions;
using Shouldly;
using Vidimus.Testing;

namespace Vidimus.Tests.Members;

/// <summary>A server that writes its mail into a folder.</summary>
public abstract class MailingApp(Engine engine) : SharedApp(engine)
{
    /// <summary>The mail that it wrote.</summary>
    public MailFolder Mails { get; } = new();

    protected override AppOptions Options(AppOptions usual) =>
        usual with
        {
            Settings = new Dictionary<string, string> { ["Mail:Folder"] = Mails.Path },
        };
}

/// <summary>On SQLite.</summary>
public sealed class MailingSqlite() : MailingApp(Engine.Sqlite);

/// <summary>On PostgreSQL.</summary>
public sealed class MailingPostgres() : MailingApp(Engine.Postgres);

/// <summary>Mail that a server under test wrote into its folder.</summary>
public sealed partial class MailFolder
{
    /// <summary>Where it is.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("vidimus-mail-").FullName;

    /// <summary>The newest link of this path that was mailed to the address; waits until there are so many mails to it.</summary>
    public async Task<string> Link(string to, string path, int mails = 1)
    {
        for (var i = 0; i < 400; i++)
        {
            var links = To(to).Select(m => LinkIn(m, path)).Where(l => l is not null).ToArray();
            if (links.Length >= mails)
                return links[^1]!;
            await Task.Delay(25);
        }
        throw new ShouldAssertException($"No mail with {path} came for {to}.");
    }

    /// <summary>The texts of all mails to the address, the oldest first.</summary>
    public IReadOnlyList<string> To(string address) =>
        [
            .. new DirectoryInfo(Path)
                .GetFiles("*.eml")
                .OrderBy(f => f.LastWriteTimeUtc)
                .Select(f => File.ReadAllText(f.FullName))
                .Where(t =>
                    Recipient()
                        .Match(t)
                        .Groups[1]
                        .Value.Contains(address, StringComparison.OrdinalIgnoreCase)
                )
                .Select(Decoded),
        ];

    private static string? LinkIn(string mail, string path)
    {
        var found = Regex.Match(
            mail,
            Regex.Escape(path) + "[A-Za-z0-9_-]{20,}",
            RegexOptions.None,
            TimeSpan.FromSeconds(1)
        );
        return found.Success ? found.Value : null;
    }

    private static string Decoded(string mail)
    {
        var text = new StringBuilder(mail);
        foreach (Match block in Base64Block().Matches(mail))
            text.Append(
                Encoding.UTF8.GetString(
                    Convert.FromBase64String(block.Groups[1].Value.ReplaceLineEndings(""))
                )
            );
        // Quoted-printable (RFC 2045, section 6.7).
        return text.ToString()
            .Replace("=\r\n", "", StringComparison.Ordinal)
            .Replace("=3D", "=", StringComparison.Ordinal);
    }

    [GeneratedRegex(
        @"^(?:X-Receiver|To): (.*)$",
        RegexOptions.Multiline | RegexOptions.IgnoreCase,
        1000
    )]
    private static partial Regex Recipient();

    [GeneratedRegex(
        @"Content-Transfer-Encoding: base64\r?\n(?:[^\r\n]+\r?\n)*\r?\n([A-Za-z0-9+/=\r\n]+)",
        RegexOptions.IgnoreCase,
        1000
    )]
    private static partial Regex Base64Block();
}
