namespace Vidimus.Proofs.JsonLd;

/// <summary>Carries a JSON-LD error to the public entry point, which turns it into a <see cref="LinkedDataProblem"/>.</summary>
internal sealed class JsonLdException(string code, string detail) : Exception($"{code}: {detail}")
{
    public LinkedDataProblem Problem { get; } =
        new(code, detail.Length <= 200 ? detail : detail[..200]);
}
