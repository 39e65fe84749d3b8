using System.Globalization;
using NoticeService.Domain.Verdicts;
using NoticeService.Web.Evidence;

namespace NoticeService.Web.Why;

/// <inheritdoc/>
internal sealed class WhyInSpanish : WhyWords
{
    // Thousands are set apart by a narrow space that does not break: a point would be read as a decimal one in half of the world.
    private static readonly NumberFormatInfo s_numbers = new() { NumberDecimalSeparator = ",", NumberGroupSeparator = "\u202F" };

    public override string Language => "es";

    public override string Skip => "Saltar al contenido";

    public override string IspsByAddress => "Proveedores por dirección:";

    public override string Title => "Por qué ha visto esto";

    public override string ShownOn => "Mostrado el";

    public override string ToAViewerOn => "a un espectador de";

    public override string TakenBack => "Lo retiramos";

    public override string WasWrong => "Más tarde comprobamos que esto era erróneo";

    public override string Sorry => "Lo sentimos. Abajo está lo que creíamos cuando usted lo vio.";

    public override string YourPlayer => "Lo que midió su reproductor";

    public override string HadToWait => "Su reproductor tuvo que esperar.";

    public override string Others => "Lo que vieron otros en el mismo minuto";

    public override string NoLongerKept => "Las cifras de los demás ya no se conservan.";

    public override string WhatToDo => "Qué puede hacer usted";

    public override string AboutNotices => "Sobre estos avisos";

    public override string WhenWeTell =>
        "Los mostramos a una parte de nuestros espectadores, y pocas veces: cuando muchos hogares a la vez van más lentos de lo normal y las cifras no dejan otra causa. Si vemos que uno era erróneo, su página lo dice.";

    public override string WhatIsHere =>
        "Esta página contiene las cifras de muchos hogares juntos y las de su propio reproductor, y nada que permita identificarle a usted ni a nadie. Quien tenga su dirección puede leerla.";

    public override (string Title, string Text) NoSuchNotice => ("No existe tal aviso", "Puede que la dirección esté mal escrita, o que el aviso sea tan antiguo que ya no se conserva.");

    public override (string Title, string Text) StoreIsOut => ("Ahora no podemos consultarlo", "Vuelva a intentarlo dentro de un minuto. Su reproducción no depende de ello.");

    public override (string Title, string Text) NoSuchPage => ("Aquí no hay nada", "Puede que la dirección esté mal escrita, o que la página ya no exista.");

    protected override NumberFormatInfo Numbers => s_numbers;

    public override string On(string stamp) => $"el {stamp}";

    public override string Measured(double kbps, double normKbps) =>
        $"Justo antes, su vídeo llegaba a {Kbps(kbps)}. Cuando nada está congestionado, llega a unos {Kbps(normKbps)}.";

    public override string MeasuredAgainstCalm(double shortfall) => shortfall <= 0
        ? $"Justo antes, su vídeo llegaba un {Percent(EvidenceText.Lost(shortfall))} más lento que cuando nada está congestionado."
        : $"Justo antes, su vídeo llegaba un {Percent(-EvidenceText.Lost(shortfall))} más rápido que cuando nada está congestionado.";

    public override string OthersOfHome(string isp) =>
        $"Otros en la red de {isp} no iban lentos. Por tanto, lo más probable es que la causa esté cerca de usted: el cableado, el router, la red inalámbrica u otro dispositivo que la usa.";

    public override string Lost(Culprit culprit, string isp, EvidenceReading accused) =>
        $"{Count(accused.Households)} hogares {Whose(culprit, isp)} perdieron cerca del {Percent(accused.Lost)} de su velocidad (casi con certeza, el {Percent(accused.LostAtLeast)} o más).";

    public override string PeersLost(string? isp, bool isSamePath, double lostAtMost) => (isp, isSamePath) switch
    {
        ({ } name, _) => $"Los hogares de {name} a los que llegamos por otra ruta perdieron como mucho el {Percent(lostAtMost)}.",
        (null, true) => $"Los hogares de otros proveedores a los que llegamos por la misma ruta perdieron como mucho el {Percent(lostAtMost)}.",
        _ => $"Todos los demás perdieron como mucho el {Percent(lostAtMost)}.",
    };

    public override string So(Culprit culprit, string isp) => culprit switch
    {
        Culprit.Isp => $"Así que estaba congestionada la propia red de {isp}: no la ruta hasta ella, ni nuestros servidores, ni su hogar.",
        Culprit.Interconnect => $"Así que la congestión estaba donde la ruta que elegimos se une a la red de {isp}: no en la red en su conjunto, ni en su hogar.",
        Culprit.Path => $"Así que estaba congestionada la ruta que elegimos, y no la red de {isp} ni su hogar.",
        _ => "Así que era nuestro propio servicio, y no su proveedor ni su hogar.",
    };

    public override string Advice(Culprit culprit) => culprit == Culprit.Home
        ? "Revise el cableado, reinicie el router, acérquese a él o use un cable, compruebe si otro dispositivo está ocupando la red, o elija una calidad menor en los ajustes."
        : "En casa, nada: no es su equipo. Su reproductor elige una calidad que aún llega a tiempo, y vuelve a subirla por sí solo cuando hay sitio.";

    private static string Whose(Culprit culprit, string isp) => culprit switch
    {
        Culprit.Isp => $"de {isp}, fuera cual fuera la ruta hasta ellos,",
        Culprit.Interconnect => $"de {isp} a los que llegamos por la misma ruta que a usted",
        Culprit.Path => "de varios proveedores a los que llegamos por la misma ruta que a usted",
        _ => "de todos los proveedores, fuera cual fuera la ruta hasta ellos,",
    };
}
