using System.Reflection;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;
using Vidimus.Access;
using Vidimus.Certification;
using Vidimus.Credentials;
using Vidimus.Pages;
using Vidimus.Platform.Http;
using Vidimus.Portal;

namespace Vidimus.Server;

/// <summary>The style sheet and scripts of our pages, embedded in the projects that they belong to.</summary>
internal static class Assets
{
    private static readonly Assembly[] Owners =
    [
        typeof(PageAnswer).Assembly,
        typeof(AccessModule).Assembly,
        typeof(CredentialsModule).Assembly,
        typeof(CertificationModule).Assembly,
        typeof(PortalModule).Assembly,
    ];

    public static void Map(IEndpointRouteBuilder routes)
    {
        foreach (
            var (assembly, name) in Owners.SelectMany(owner =>
                owner
                    .GetManifestResourceNames()
                    .Where(n => n.StartsWith("assets/", StringComparison.Ordinal))
                    .Select(n => (owner, n))
            )
        )
        {
            var bytes = Read(assembly, name);
            var tag = new EntityTagHeaderValue(
                $"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))[..16]}\""
            );
            var type = Path.GetExtension(name) switch
            {
                ".css" => "text/css",
                ".js" => "text/javascript",
                _ => "image/svg+xml",
            };
            routes
                .MapGet(
                    "/" + name,
                    (HttpContext http) =>
                    {
                        http.Response.Headers.CacheControl = "public, max-age=3600";
                        return Results.Bytes(bytes, type + "; charset=utf-8", entityTag: tag);
                    }
                )
                .Public("style sheet and scripts of public pages")
                .Uncounted("answered from memory")
                .ExcludeFromDescription();
        }
    }

    private static byte[] Read(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }
}
