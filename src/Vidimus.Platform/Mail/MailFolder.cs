using System.Text;
using System.Text.RegularExpressions;

namespace Vidimus.Platform.Mail;

/// <summary>A mail in the folder.</summary>
/// <param name="Name">Its name there.</param>
/// <param name="Date">Its date, as it says.</param>
/// <param name="From">Who it comes from.</param>
/// <param name="To">Who it goes to.</param>
/// <param name="Subject">Its subject.</param>
/// <param name="Text">Its text.</param>
/// <param name="Html">The same as HTML, or null.</param>
public sealed record FolderMail(
    string Name,
    string Date,
    string From,
    string To,
    string Subject,
    string Text,
    string? Html
);

/// <summary>
/// Reads back the mail that development writes into a folder, for the pages that show it; only mail as it is written here,
/// and none that lets somebody in.
/// </summary>
public static partial class MailFolder
{
    private const int Most = 200;
    private const int LargestMail = 1_048_576;

    /// <summary>The newest mails of an organization, newest first.</summary>
    public static IReadOnlyList<FolderMail> List(string folder, string organizationId, int most) =>
        !Directory.Exists(folder)
            ? []
            :
            [
                .. Directory
                    .EnumerateFiles(folder, "*.eml")
                    .OrderByDescending(f => f, StringComparer.Ordinal)
                    .Take(Most)
                    .Select(f => Read(f, organizationId, shown: true))
                    .OfType<FolderMail>()
                    .Take(most),
            ];

    /// <summary>One of them; null when there is none of this name.</summary>
    public static FolderMail? Find(string folder, string organizationId, string name) =>
        Name().IsMatch(name) && File.Exists(Path.Combine(folder, name + ".eml"))
            ? Read(Path.Combine(folder, name + ".eml"), organizationId, shown: true)
            : null;

    /// <summary>Removes what was written to an address on an organization's behalf: its owner's data is erased.</summary>
    public static void Forget(string folder, string organizationId, string address)
    {
        if (!Directory.Exists(folder))
            return;
        foreach (var file in Directory.EnumerateFiles(folder, "*.eml"))
        {
            if (
                Read(file, organizationId, shown: false)?.To == $"<{MailContent.Envelope(address)}>"
            )
                File.Delete(file);
        }
    }

    private static FolderMail? Read(string file, string organizationId, bool shown)
    {
        if (new FileInfo(file).Length > LargestMail)
            return null;
        var (head, body) = Split(File.ReadAllText(file, Encoding.UTF8));
        if (Header(head, "X-Vidimus-Organization") != organizationId || organizationId.Length == 0)
            return null;
        if (shown && Header(head, "X-Vidimus-Shown") != "yes")
            return null;
        var parts = Boundary().Match(Header(head, "Content-Type")) is { Success: true } found
            ? body.Split($"--{found.Groups[1].Value}")
                .Skip(1)
                .Select(p => Split(p.TrimStart()).Body)
            : [body];
        string[] texts = [.. parts.Select(Decode).OfType<string>()];
        return new(
            Path.GetFileNameWithoutExtension(file),
            Header(head, "Date"),
            Header(head, "From"),
            Header(head, "To"),
            Header(head, "Subject"),
            texts.FirstOrDefault() ?? "",
            texts.Skip(1).FirstOrDefault()
        );
    }

    private static (string Head, string Body) Split(string text)
    {
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return end < 0 ? (text, "") : (text[..end], text[(end + 4)..]);
    }

    private static string Header(string head, string name)
    {
        var line = head.Replace("?=\r\n =?", "?==?", StringComparison.Ordinal)
            .Split("\r\n")
            .FirstOrDefault(l => l.StartsWith($"{name}: ", StringComparison.Ordinal));
        return line is null
            ? ""
            : Words()
                .Replace(
                    line[(name.Length + 2)..],
                    m => Encoding.UTF8.GetString(Convert.FromBase64String(m.Groups[1].Value))
                );
    }

    private static string? Decode(string body)
    {
        var letters = body.Replace("\r\n", "", StringComparison.Ordinal);
        var bytes = new byte[letters.Length];
        return letters.Length > 0 && Convert.TryFromBase64String(letters, bytes, out var length)
            ? Encoding.UTF8.GetString(bytes, 0, length)
            : null;
    }

    [GeneratedRegex("^[0-9T]{18,20}-[0-9a-f]{12}$", RegexOptions.None, 1000)]
    private static partial Regex Name();

    [GeneratedRegex("boundary=\"([^\"]+)\"", RegexOptions.None, 1000)]
    private static partial Regex Boundary();

    [GeneratedRegex(@"=\?utf-8\?B\?([A-Za-z0-9+/=]+)\?=", RegexOptions.None, 1000)]
    private static partial Regex Words();
}
