using Vidimus.Platform.Limits;
using Vidimus.Platform.Problems;

namespace Vidimus.Credentials.Templates;

/// <summary>For whom a page is drawn.</summary>
/// <param name="OrganizationId">Whose page it is.</param>
/// <param name="Address">Where somebody without a key asks from; null for a caller of the organization.</param>
internal readonly record struct DrawnFor(string OrganizationId, ulong? Address = null);

/// <summary>
/// The threads that draw: few, so that pages never take the whole machine. Who asks with a key and who comes by a link stand in lines
/// of their own; in each, an organization has only a few pages in the line at once, and so has an address, so that those of the others
/// come in between.
/// </summary>
internal sealed class DrawingThreads : IDisposable
{
    private const int OfOne = 2;
    private const int MostOfOne = 50;
    private const int MostOfAddress = 10;
    private const int Everybody = 400;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly DrawingLane _members = new("members", 1);
    private readonly DrawingLane _public = new(
        "public",
        Math.Clamp(Environment.ProcessorCount / 2, 1, 4)
    );
    private readonly Places<string> _ofMembers = new(OfOne, Everybody, Patience, MostOfOne);
    private readonly Places<string> _ofPublic = new(OfOne, Everybody, Patience, MostOfOne);
    private readonly Places<ulong> _ofAddress = new(OfOne, Everybody, Patience, MostOfAddress);

    /// <summary>How many threads have been at one drawing for too long.</summary>
    public int Hanging => _members.Hanging + _public.Hanging;

    /// <summary>Runs a drawing on one of the threads.</summary>
    public async Task<Result<T>> Run<T>(DrawnFor whom, Func<T> draw, CancellationToken cancellation)
    {
        if (NativeDrawing.WhyNot is { } missing)
            return TemplateProblems.DrawingNotInstalled.With(missing);
        if (whom.Address is not { } address)
            return await Run(_members, _ofMembers, whom, draw, cancellation);
        var (place, _) = await _ofAddress.Enter(address, cancellation);
        using (place)
            return place is null
                ? TemplateProblems.DrawingBusy
                : await Run(_public, _ofPublic, whom, draw, cancellation);
    }

    public void Dispose()
    {
        _members.Dispose();
        _public.Dispose();
    }

    private static async Task<Result<T>> Run<T>(
        DrawingLane lane,
        Places<string> places,
        DrawnFor whom,
        Func<T> draw,
        CancellationToken cancellation
    )
    {
        var (place, _) = await places.Enter(whom.OrganizationId, cancellation);
        using (place)
            return place is null
                ? TemplateProblems.DrawingBusy
                : await lane.Run(draw, cancellation);
    }
}
