using Shouldly;
using Vidimus.Testing;

namespace Vidimus.Tests.Distribution;

/// <summary>A server whose mail goes into a folder, and which may speak to servers on this machine.</summary>
public abstract class MailApp(Engine engine) : SharedApp(engine)
{
    /// <summary>Where mail lands.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("vidimus-mail-").FullName;

    /// <inheritdoc/>
    protected override AppOptions Options(AppOptions usual) =>
        usual with
        {
            Settings = new Dictionary<string, string>
            {
                ["Mail:Folder"] = Folder,
                ["Outgoing:AllowedNetworks:0"] = "127.0.0.1/32",
            },
        };
}

/// <summary>On SQLite.</summary>
public sealed class MailOnSqlite() : MailApp(Engine.Sqlite);

/// <summary>On PostgreSQL.</summary>
public sealed class MailOnPostgres() : MailApp(Engine.Postgres);

/// <summary>What tests of mail ask again and again.</summary>
internal static class Mails
{
    public static async Task<T> Until<T>(
        this VidimusApp app,
        Func<Task<T>> read,
        Func<T, bool> right
    )
    {
        for (var tries = 0; ; tries++)
        {
            var value = await read();
            if (right(value))
                return value;
            tries.ShouldBeLessThan(200, $"it never came about: {value}");
            await Task.Delay(50);
        }
    }

    /// <summary>The first mail to this address in the folder.</summary>
    public static Task<Eml> MailTo(this VidimusApp app, string folder, string address) =>
        app.MailTo(folder, address, _ => true);

    public static async Task<Eml> MailTo(
        this VidimusApp app,
        string folder,
        string address,
        Func<Eml, bool> right
    ) =>
        (
            await app.Until(
                () =>
                    Task.FromResult(
                        Directory
                            .GetFiles(folder, "*.eml")
                            .Order()
                            .Select(f => Eml.Read(File.ReadAllText(f)))
                            .FirstOrDefault(m => m["To"] == $"<{address}>" && right(m))
                    ),
                found => found is not null
            )
        )!;

    public static Task<Answer> Put(this VidimusApp app, string path, string key, string body) =>
        app.Send(HttpMethod.Put, path, key, body);

    /// <summary>State of a credential's sending once it is this.</summary>
    public static async Task<Answer> Sending(this Programme programme, string id, string state) =>
        await programme.App.Until(
            () => programme.Get($"/v1/credentials/{id}"),
            a => a.At("distribution", "state") == state
        );
}
