using System.Buffers.Text;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Vidimus.Access.Tokens;
using Vidimus.Platform.Http;
using Vidimus.Platform.Json;
using Vidimus.Platform.Persistence;

namespace Vidimus.Access.Audit;

/// <summary>The public keys of audit checkpoints, retired ones too, and of nothing else.</summary>
internal static class AuditJwks
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/.well-known/audit-jwks.json",
                async (HttpContext http, VidimusDb db) =>
                {
                    var rows = await db
                        .AuditKeys.OrderBy(k => k.Id)
                        .ToListAsync(http.RequestAborted);
                    http.Response.Headers.CacheControl = "public, max-age=300";
                    return Results.Json(
                        new TokenKeySet([.. rows.Select(Public)]),
                        VidimusJson.Native
                    );
                }
            )
            .Public("public keys")
            .RequireCors("public")
            .Produces<TokenKeySet>()
            .WithTags("Discovery")
            .WithSummary("Public keys of audit checkpoints")
            .WithName("getAuditKeys");

    private static TokenPublicKey Public(AuditKeyRow row)
    {
        using var key = ECDsa.Create();
        key.ImportSubjectPublicKeyInfo(row.PublicKey, out _);
        var point = key.ExportParameters(false).Q;
        return new(
            "EC",
            "P-256",
            Base64Url.EncodeToString(point.X),
            Base64Url.EncodeToString(point.Y),
            "sig",
            "ES256",
            row.Id
        );
    }
}
