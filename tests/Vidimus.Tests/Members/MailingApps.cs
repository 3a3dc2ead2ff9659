using Vidimus.Testing;

namespace Vidimus.Tests.Members;

/// <summary>A server on SQLite that writes its mail into a folder.</summary>
public sealed class MailingSqlite() : SharedApp(Engine.Sqlite)
{
    protected override AppOptions Options(AppOptions usual) => Mailing.Options(usual);
}

/// <summary>A server on PostgreSQL that writes its mail into a folder.</summary>
public sealed class MailingPostgres() : SharedApp(Engine.Postgres)
{
    protected override AppOptions Options(AppOptions usual) => Mailing.Options(usual);
}

/// <summary>Mail that a server under test wrote into its folder.</summary>
internal static class Mailing
{
    public static AppOptions Options(AppOptions usual) =>
        usual with
        {
            Settings = new Dictionary<string, string>
            {
                ["Mail:Folder"] = Directory.CreateTempSubdirectory("vidimus-mail-").FullName,
            },
        };
}
