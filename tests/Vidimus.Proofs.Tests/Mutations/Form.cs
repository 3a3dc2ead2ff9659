namespace Vidimus.Proofs.Tests.Mutations;

/// <summary>One damaged document or token.</summary>
/// <param name="Verify">What it is taken to mean when it is accepted; null when it is refused.</param>
/// <param name="Shown">The damaged text, for the report of a failure.</param>
internal sealed record Damaged(Func<string?> Verify, string Shown);

/// <summary>A kind of signed document, with an original that is accepted and ways to damage it.</summary>
/// <param name="name">For reports.</param>
/// <param name="meaning">What the original means. Only what means the same may be accepted.</param>
/// <param name="damage">Damages the original as a generator of random numbers says: the same numbers, the same damage.</param>
internal sealed class Form(string name, string? meaning, Func<Random, Damaged> damage)
{
    internal string Name => name;

    internal string Meaning { get; } =
        meaning ?? throw new InvalidOperationException($"The original of {name} is not accepted.");

    internal Damaged Damage(Random random) => damage(random);

    internal static Form OfBytes(
        string name,
        byte[] original,
        Func<byte[], string?> verify,
        Func<Random, byte[]> damage
    ) =>
        new(
            name,
            verify(original),
            random =>
            {
                var damaged = Changed(
                    () => damage(random),
                    d => d.AsSpan().SequenceEqual(original)
                );
                return new Damaged(
                    () => verify(damaged),
                    System.Text.Encoding.UTF8.GetString(damaged)
                );
            }
        );

    internal static Form OfText(
        string name,
        string original,
        Func<string, string?> verify,
        Func<Random, string> damage
    ) =>
        new(
            name,
            verify(original),
            random =>
            {
                var damaged = Changed(() => damage(random), d => d == original);
                return new Damaged(() => verify(damaged), damaged);
            }
        );

    /// <summary>Some damage leaves nothing changed; it is done again then, so that what is counted is damaged.</summary>
    private static T Changed<T>(Func<T> damage, Func<T, bool> isOriginal)
    {
        T damaged;
        do
        {
            damaged = damage();
        } while (isOriginal(damaged));
        return damaged;
    }
}
